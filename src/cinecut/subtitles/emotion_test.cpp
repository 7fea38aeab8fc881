#include "cinecut/subtitles/emotion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cinecut::subtitles {
namespace {

struct Sentence {
  edit::Emotion emotion;
  std::string_view text;
};

constexpr Sentence kSentences[] = {
    {edit::Emotion::intense, "Run! They are coming through the gate!"},
    {edit::Emotion::intense, "I will hunt you to the edge of the world."},
    {edit::Emotion::intense, "Put the gun down or I'll shoot!"},
    {edit::Emotion::intense, "We're under attack, get down!"},
    {edit::Emotion::intense, "GET OUT OF THE CAR"},
    {edit::Emotion::intense, "He's going to blow up the building! Evacuate everyone!"},
    {edit::Emotion::intense, "If you betray me, I will destroy everything you have built."},
    {edit::Emotion::intense, "Go! Go! Go!"},
    {edit::Emotion::romantic, "You are my brother, and I love you, whatever they say."},
    {edit::Emotion::romantic, "Do you remember the song she used to sing?"},
    {edit::Emotion::romantic, "Kiss me, darling."},
    {edit::Emotion::romantic, "I missed you every day."},
    {edit::Emotion::romantic, "Will you marry me?"},
    {edit::Emotion::negative, "I was afraid, and I let you go alone."},
    {edit::Emotion::negative, "I lost everything the night the lights went out."},
    {edit::Emotion::negative, "I hate you and I never want to see you again."},
    {edit::Emotion::negative, "I am not happy. I am not proud."},
    {edit::Emotion::negative, "She's gone. It's all my fault."},
    {edit::Emotion::negative, "It hurts so much."},
    {edit::Emotion::comedic, "You're kidding me! Are those my pants?"},
    {edit::Emotion::comedic, "That is the funniest wig I've ever seen."},
    {edit::Emotion::comedic, "Was that a joke?"},
    {edit::Emotion::positive, "I am so proud of you, I always was."},
    {edit::Emotion::positive, "Thank you, my friend. This is wonderful!"},
    {edit::Emotion::positive, "We did it! We won!"},
    {edit::Emotion::positive, "There is hope, and I believe in you."},
    {edit::Emotion::neutral, "I counted fourteen boats this morning. That is all I know."},
    {edit::Emotion::neutral, "There are two roads to the valley. Trust me."},
    {edit::Emotion::neutral, "My father worked at this lighthouse for thirty years. Tonight."},
    {edit::Emotion::neutral, "They repaired the bridge last spring. Tonight."},
    {edit::Emotion::neutral, "I will bring the ladder from the barn. Do you understand?"},
    {edit::Emotion::neutral, "What time does the ferry come back? Tonight."},
    {edit::Emotion::neutral, "She keeps the letters in the blue drawer. Listen to me."},
    {edit::Emotion::neutral, "The radio has not worked since Tuesday."},
    {edit::Emotion::neutral, "Good morning. The warehouse opens at nine."},
    {edit::Emotion::neutral, "Hello!"},
    {edit::Emotion::intense, "Don't you dare."},
    {edit::Emotion::intense, "They smashed the lens. All of it."},
    {edit::Emotion::intense, "You'll die!"},
    {edit::Emotion::negative, "Brandt insures the ships. Then he drowns them."},
    {edit::Emotion::negative, "I can't swim."},
    {edit::Emotion::neutral, "On a ship called the Meridian, with forty others."},
    {edit::Emotion::neutral, "He wrote them all down."},
    {edit::Emotion::neutral, "The light is out."},
    {edit::Emotion::neutral, "My wife called this morning."},
    {edit::Emotion::neutral, "It was a cold night in the harbour."},
    {edit::Emotion::neutral, "There. The red book."},
    {edit::Emotion::neutral, "Don't worry."},
    {edit::Emotion::neutral, ""},
    {edit::Emotion::neutral, "..."},
};

TEST(FeelingOf, KnowsHowSentencesFeel) {
  for (const auto& s : kSentences)
    EXPECT_EQ(edit::name_of(feeling_of(s.text).emotion), edit::name_of(s.emotion)) << s.text;
}

TEST(FeelingOf, IsNothingExactlyWhenNeutral) {
  for (const auto& s : kSentences) {
    const Feeling f = feeling_of(s.text);
    EXPECT_EQ(f.emotion == edit::Emotion::neutral, f.strength == 0) << s.text;
    EXPECT_GE(f.strength, 0);
    EXPECT_LE(f.strength, 1);
  }
}

TEST(FeelingOf, GrowsWithIntensifiersAndMarks) {
  EXPECT_GT(feeling_of("I am so very happy.").strength, feeling_of("I am happy.").strength);
  EXPECT_GT(feeling_of("I am happy!").strength, feeling_of("I am happy.").strength);
  EXPECT_GT(feeling_of("I am happy.").strength, feeling_of("I am slightly happy, ok.").strength);
}

TEST(FeelingOf, TurnsAtANegationButNotBeyondItsClause) {
  EXPECT_NE(feeling_of("I am not happy.").emotion, edit::Emotion::positive);
  EXPECT_EQ(feeling_of("No, I am happy.").emotion, edit::Emotion::positive);
  EXPECT_EQ(feeling_of("I won't kill you.").emotion, edit::Emotion::intense);
}

TEST(FeelingOf, HearsShoutingUnlessEverythingIsInCapitals) {
  EXPECT_EQ(feeling_of("LISTEN TO THAT NOISE").emotion, edit::Emotion::intense);
  EXPECT_EQ(feeling_of("LISTEN TO THAT NOISE", Capitals::mean_nothing).emotion,
            edit::Emotion::neutral);
  EXPECT_EQ(feeling_of("The FBI and the CIA.").emotion, edit::Emotion::neutral);
}

TEST(FeelingOf, ReadsCurlyApostrophesLikeStraightOnes) {
  EXPECT_EQ(feeling_of("He’s gone.").emotion, edit::Emotion::negative);
  EXPECT_EQ(feeling_of("He's gone.").strength, feeling_of("He’s gone.").strength);
}

}  // namespace
}  // namespace cinecut::subtitles
