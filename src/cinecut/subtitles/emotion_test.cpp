#include "cinecut/subtitles/emotion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cinecut {
namespace {

struct Sentence {
  Emotion emotion;
  std::string_view text;
};

constexpr Sentence kSentences[] = {
    {Emotion::intense, "Run! They are coming through the gate!"},
    {Emotion::intense, "I will hunt you to the edge of the world."},
    {Emotion::intense, "Put the gun down or I'll shoot!"},
    {Emotion::intense, "We're under attack, get down!"},
    {Emotion::intense, "GET OUT OF THE CAR"},
    {Emotion::intense, "He's going to blow up the building! Evacuate everyone!"},
    {Emotion::intense, "If you betray me, I will destroy everything you have built."},
    {Emotion::intense, "Go! Go! Go!"},
    {Emotion::romantic, "You are my brother, and I love you, whatever they say."},
    {Emotion::romantic, "Do you remember the song she used to sing?"},
    {Emotion::romantic, "Kiss me, darling."},
    {Emotion::romantic, "I missed you every day."},
    {Emotion::romantic, "Will you marry me?"},
    {Emotion::negative, "I was afraid, and I let you go alone."},
    {Emotion::negative, "I lost everything the night the lights went out."},
    {Emotion::negative, "I hate you and I never want to see you again."},
    {Emotion::negative, "I am not happy. I am not proud."},
    {Emotion::negative, "She's gone. It's all my fault."},
    {Emotion::negative, "It hurts so much."},
    {Emotion::comedic, "You're kidding me! Are those my pants?"},
    {Emotion::comedic, "That is the funniest wig I've ever seen."},
    {Emotion::comedic, "Was that a joke?"},
    {Emotion::positive, "I am so proud of you, I always was."},
    {Emotion::positive, "Thank you, my friend. This is wonderful!"},
    {Emotion::positive, "We did it! We won!"},
    {Emotion::positive, "There is hope, and I believe in you."},
    {Emotion::neutral, "I counted fourteen boats this morning. That is all I know."},
    {Emotion::neutral, "There are two roads to the valley. Trust me."},
    {Emotion::neutral, "My father worked at this lighthouse for thirty years. Tonight."},
    {Emotion::neutral, "They repaired the bridge last spring. Tonight."},
    {Emotion::neutral, "I will bring the ladder from the barn. Do you understand?"},
    {Emotion::neutral, "What time does the ferry come back? Tonight."},
    {Emotion::neutral, "She keeps the letters in the blue drawer. Listen to me."},
    {Emotion::neutral, "The radio has not worked since Tuesday."},
    {Emotion::neutral, "Good morning. The warehouse opens at nine."},
    {Emotion::neutral, "Hello!"},
    {Emotion::intense, "Don't you dare."},
    {Emotion::intense, "They smashed the lens. All of it."},
    {Emotion::intense, "You'll die!"},
    {Emotion::negative, "Brandt insures the ships. Then he drowns them."},
    {Emotion::negative, "I can't swim."},
    {Emotion::neutral, "On a ship called the Meridian, with forty others."},
    {Emotion::neutral, "He wrote them all down."},
    {Emotion::neutral, "The light is out."},
    {Emotion::neutral, "My wife called this morning."},
    {Emotion::neutral, "It was a cold night in the harbour."},
    {Emotion::neutral, "There. The red book."},
    {Emotion::neutral, "Don't worry."},
    {Emotion::neutral, ""},
    {Emotion::neutral, "..."},
};

TEST(FeelingOf, KnowsHowSentencesFeel) {
  for (const auto& s : kSentences)
    EXPECT_EQ(name_of(feeling_of(s.text).emotion), name_of(s.emotion)) << s.text;
}

TEST(FeelingOf, IsNothingExactlyWhenNeutral) {
  for (const auto& s : kSentences) {
    const Feeling f = feeling_of(s.text);
    EXPECT_EQ(f.emotion == Emotion::neutral, f.strength == 0) << s.text;
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
  EXPECT_NE(feeling_of("I am not happy.").emotion, Emotion::positive);
  EXPECT_EQ(feeling_of("No, I am happy.").emotion, Emotion::positive);
  EXPECT_EQ(feeling_of("I won't kill you.").emotion, Emotion::intense);
}

TEST(FeelingOf, HearsShoutingUnlessEverythingIsInCapitals) {
  EXPECT_EQ(feeling_of("LISTEN TO THAT NOISE").emotion, Emotion::intense);
  EXPECT_EQ(feeling_of("LISTEN TO THAT NOISE", Capitals::mean_nothing).emotion, Emotion::neutral);
  EXPECT_EQ(feeling_of("The FBI and the CIA.").emotion, Emotion::neutral);
}

TEST(FeelingOf, ReadsCurlyApostrophesLikeStraightOnes) {
  EXPECT_EQ(feeling_of("He’s gone.").emotion, Emotion::negative);
  EXPECT_EQ(feeling_of("He's gone.").strength, feeling_of("He’s gone.").strength);
}

}  // namespace
}  // namespace cinecut
