#include "cinecut/subtitles/internal/notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace cinecut::subtitles {
namespace {

using testing::ElementsAre;

TEST(NoticeOf, LeavesWhatPeopleSay) {
  for (const char* text : {
           "Thanks for watching him.",
           "Thanks for watching over me.",
           "Thank you for watching the kids.",
           "Subscribe to my theory",
           "I don't subscribe to that.",
           "He never subscribed to the paper.",
           "www is what they call it",
           "It's www.killers.net. Look it up.",
           "I bought it at amazon.com.",
           "I'm number one, baby",
           "We're #1!",
           "The caption says you were there.",
           "There were no subtitles.",
           "I need the subtitles on, please.",
           "Turn the captions off.",
           "Can you translate?",
           "Translated by whom?",
           "Translation: you're fired.",
           "Translation: he wants the money.",
           "It was translated by my mother, years ago.",
           "Stand by me.",
           "Corrected by hand, every page.",
           "It was edited by a fool.",
           "He was killed by John Smith.",
           "The song was written by Anna.",
           "It's all in sync by now.",
           "Sync your watches.",
           "Support us and we'll win this war.",
           "Become a member of my family.",
           "I'm a member of the club.",
           "Are you a VIP?",
           "Follow us! Now!",
           "Follow us on foot.",
           "Hit the bell!",
           "Don't forget to hit the lights.",
           "Don't forget to like yourself.",
           "I like you and you like me.",
           "Share it with your brother.",
           "Please, like him.",
           "See you next week.",
           "Have you seen this video?",
           "I enjoyed this video more than I should.",
           "What brand is it?",
           "Your brand or mine?",
           "We should advertise.",
           "I downloaded it from her computer.",
           "Rate this, from one to ten.",
           "Watch it online if you want.",
           "Call me at 555-0199.",
           "Is it encoded?",
           "Encoded by the enemy.",
           "Ripped by bullets, torn by dogs.",
           "Copyright is theft.",
           "All rights reserved for the king.",
           "You have the right to remain silent.",
           "Provided by the state, no doubt.",
           "Die Untertitel sind schlecht.",
           "Ich brauche keine Untertitel.",
           "C'est la traduction du texte.",
           "Il lit les sous-titres.",
           "La traducción es mala.",
           "No leo los subtítulos.",
           "Tekst piosenki znam na pamięć.",
           "Перевод неправильный.",
           "Он мой редактор.",
           "To je dobrý překlad.",
           "No, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no!",
           "Help me! Help me! Help me! Help me! Help me! Help me! Help me! Help me!",
           "I bet it's on amazon.com.",
           "You can get it for free at amazon.com.",
           "I downloaded it off www.example.com last night, you know.",
           "Please share and share alike.",
           "Support us and become free!",
           "Go, go, go, go, go, go, go!",
           "Help me! Help me! Help me! Help me!",
           "I'll wait.It's fine.",
           "Amara, come here.",
           "The film starts at nine.",
           "This program is a virus.",
           "One more time. One more time.",
       })
    EXPECT_EQ(notice_of(text), Notice::none) << text;
}

TEST(NoticeOf, KnowsWhatNobodySays) {
  for (const char* text : {
           "Support us and become VIP member to remove all ads from www.OpenSubtitles.org",
           "-= www.OpenSubtitles.org =-",
           "www.addic7ed.com",
           "www.Some-Site.org",
           "Visit www.example-films.net",
           "Subtitles downloaded from www.example.org",
           "Advertise your product or brand here contact www.OpenSubtitles.org today",
           "Advertise your product or brand here",
           "Please rate this subtitle at www.osdb.link/abcde",
           "Help other users to choose the best subtitles",
           "Watch any video online with Open-SUBTITLES",
           "Watch Movies and TV shows online for free",
           "Do you want subtitles for any video?",
           "Download Movie Subtitles Searcher from www.example.org",
           "api.OpenSubtitles.org is deprecated",
           "OpenSubtitles recommends using Nord VPN",
           "Use the free code JOINNOW at www.playships.eu",
           "Official YIFY movies site: YTS.MX",
           "Best watched using Open Subtitles MKV Player",
           "Created and Encoded by -- Somebody -- of www.example.com",
           "https://twitter.com/somebody",
           "Follow us on Facebook",
           "t.me/somechannel",
           "Subtitles by John Smith",
           "Subtitles: John Smith",
           "English subtitles by J. Smith",
           "- Sync and corrections by n17t01 -",
           "== sync, corrected by elderman ==",
           "Sync & corrections by honeybunny",
           "Synced & corrected by MementMori",
           "Resync by GoldenBeard",
           "Subs by somebody",
           "Captions by Example Group",
           "Captioning sponsored by EXAMPLE TELEVISION",
           "Closed captioning provided by the Example Foundation",
           "Captioned by Example Access Group",
           "This program is captioned by Example",
           "Translated by John Smith",
           "Translation: Anna_K",
           "Translation by: Anna Karlsson",
           "Transcript: Sw_Sub",
           "Timing: somebody99",
           "Encoded by X_Team",
           "OCR: Marek",
           "© 2019 Example Films",
           "Copyright WDR 2021",
           "Original air date: October 4, 2010",
           "Untertitel von Stephanie Beispiel",
           "Untertitel der Amara.org-Community",
           "Untertitelung des ZDF, 2020",
           "Untertitel: Hans Beispiel",
           "Übersetzung: Hans Beispiel",
           "Sous-titres : Jean Exemple",
           "Sous-titrage ST' 501",
           "Sous-titres réalisés par la communauté d'Amara.org",
           "Traduction : Jean Exemple",
           "Subtítulos por la comunidad de Amara.org",
           "Subtitulado por Juan",
           "Traducción: Juan Ejemplo",
           "Legendas pela comunidade Amara.org",
           "Legendado por João",
           "Tradução: João",
           "Sottotitoli creati dalla comunità Amara.org",
           "Sottotitoli a cura di Mario",
           "Traduzione: Mario Esempio",
           "Ondertiteling door Jan",
           "Vertaling: Jan Voorbeeld",
           "Napisy stworzone przez społeczność Amara.org",
           "Tłumaczenie: Jan",
           "Titulky vytvořil JohnyX",
           "Překlad: Karel",
           "Prevod i obrada: marko",
           "Undertexter av Nils",
           "Danske tekster: Nicolai",
           "Tekstet af Nicolai",
           "Suomennos: Matti",
           "Fordította: Kovács",
           "Traducerea și adaptarea: Ion",
           "Subtitrarea: Ion",
           "Субтитры сделал DimaTorzok",
           "Редактор субтитров А.Синецкая Корректор А.Егорова",
           "Перевод: Иван",
           "Превод и субтитри: Иван",
           "Υπότιτλοι: Γιώργος",
           "Çeviri: Ahmet",
           "Altyazı M.K.",
           "ترجمة نانسي قنقر",
           "תורגם על ידי דוד",
           "字幕由Amara.org社区提供",
           "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
           "ご視聴ありがとうございました",
           "시청해주셔서 감사합니다",
           "Diterjemahkan oleh Budi",
           "Please subscribe",
           "Please subscribe to my channel!",
           "Subscribe to our channel",
           "Like and subscribe!",
           "Don't forget to like, comment and subscribe",
           "See you in the next video",
           "Thanks for watching this video",
           "Abonniert meinen Kanal",
           "Suscríbete al canal",
           "Подписывайтесь на мой канал",
           ("I'm going to go to the I'm going to go to the I'm going to go to the I'm going to go "
            "to the"),
       })
    EXPECT_EQ(notice_of(text), Notice::certain) << text;
}

TEST(NoticeOf, IsInDoubtAboutWhatMachinesMakeUp) {
  for (const char* text :
       {"Thanks for watching!", "Thank you so much for watching.", "Thank you for watching",
        "Vielen Dank fürs Zuschauen!", "Merci d'avoir regardé cette vidéo !",
        "¡Gracias por ver el video!", "Obrigado por assistir", "Спасибо за просмотр!",
        "Продолжение следует...", "Grazie per la visione", "Dziękuję za uwagę."})
    EXPECT_EQ(notice_of(text), Notice::possible) << text;
}

/// The texts that stay of cues with a second each, one every three seconds.
std::vector<std::string> kept(const std::vector<std::string>& texts,
                              const std::vector<int>& lengths_ms = {}) {
  std::vector<Cue> cues;
  for (const auto& text : texts) {
    const auto i = cues.size();
    Cue cue;
    cue.range.start = base::FilmTime{std::chrono::seconds(3 * i)};
    cue.range.end = cue.range.start +
                    std::chrono::milliseconds(i < lengths_ms.size() ? lengths_ms[i] : 1000 + 7 * i);
    cue.text = text;
    cues.push_back(cue);
  }
  const auto before = cues.size();
  const int removed = remove_notices(cues);
  EXPECT_EQ(before, cues.size() + static_cast<std::size_t>(removed));
  std::vector<std::string> out;
  out.reserve(cues.size());
  for (const Cue& cue : cues) out.push_back(cue.text);
  return out;
}

TEST(RemoveNotices, TakesPossibleOnesByTheirPlaceAndNumber) {
  const std::string thanks = "Thanks for watching!";
  EXPECT_THAT(kept({"A.", "B.", thanks, "C.", "D."}), ElementsAre("A.", "B.", thanks, "C.", "D."));
  EXPECT_THAT(kept({"A.", "B.", "C.", "D.", thanks}), ElementsAre("A.", "B.", "C.", "D."));
  EXPECT_THAT(kept({"A.", "B.", thanks, "C.", "thanks for watching", "D.", thanks, "E.", "F."}),
              ElementsAre("A.", "B.", "C.", "D.", "E.", "F."));
}

TEST(RemoveNotices, TakesWhatAMachineSaysOverAndOver) {
  const std::string loop = "I don't know what to do.";
  EXPECT_THAT(kept({"A.", loop, loop, loop, loop, loop, loop, loop, "B."}),
              ElementsAre("A.", loop, "B."));
  EXPECT_THAT(kept({loop, loop, loop, loop}, {2000, 2000, 2000, 2000}), ElementsAre(loop));
  EXPECT_THAT(kept({loop, loop, loop}, {2000, 2000, 2000}), ElementsAre(loop, loop, loop));
  const std::vector<std::string> shouts(9, "No. No. No. No.");
  EXPECT_EQ(kept(shouts), shouts);
}

TEST(ParseSubtitles, LeavesNoticesOutAndCountsThem) {
  const auto s = parse_subtitles(
      "1\n00:00:01,000 --> 00:00:02,000\nSubtitles: John Smith\n\n"
      "2\n00:00:03,000 --> 00:00:04,000\nI love you.\nwww.example.org\n\n"
      "3\n00:00:05,000 --> 00:00:06,000\n<font color=\"#ffff00\">Sync by "
      "X</font>\nwww.example.com\n\n"
      "4\n00:00:07,000 --> 00:00:08,000\n[Subtitles by John]\n\n"
      "5\n00:00:09,000 --> 00:00:10,000\nGo.\n");
  ASSERT_EQ(s.cues.size(), 2u);
  EXPECT_EQ(s.cues[0].text, "I love you.");
  EXPECT_EQ(s.repairs.notices, 3);
  EXPECT_THAT(describe(s.repairs), testing::HasSubstr("3 not of the film and left out"));
}

}  // namespace
}  // namespace cinecut::subtitles
