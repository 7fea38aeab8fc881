#pragma once
// Subject: is there something in a picture that is worth showing, and is it held by the frame?

#include <vector>

#include "cinecut/survey/internal/picture_measures.h"
#include "cinecut/survey/survey.h"
#include "media/picture.h"

namespace cinecut::survey {

/// What is seen, in plain numbers.
struct SubjectFacts {
  float light = 0;    ///< The brightest twentieth of the pixels, in levels of 255.
  float sharp = 0;    ///< Of steep edges, the share of the step that one pixel makes: 0.1 a ramp, 1
                      ///< an edge; along rows or along columns, whichever is less.
  float full = 0;     ///< Share of 16 x 9 blocks that are not flat.
  float middle = 0;   ///< The same of the middle half, 8 x 5 of them.
  float variety = 0;  ///< Deviation of the blocks' mean colours, in levels.
  float salient = 0;  ///< Share of the largest part that stands out.
  float face = 0;     ///< Height of the largest face over the picture's.
  float headroom = 1;  ///< Above that face to the upper edge, in heights of the face.
  float skin = 0;      ///< Width of the widest part of skin colour at the upper edge, as a share.
};

/// Without faces. `picture`: R G B; facts of one that is smaller than 64 x 36 are all 0.
SubjectFacts subject_facts(const media::Image& picture);
/// The largest face comes first.
void add_faces(SubjectFacts& facts, const std::vector<Face>& faces);

/// From where on a picture fails each rule, and from where on it passes; between the two it passes
/// in part. All were chosen by looking at the facts of the "known" pictures of bench/stills.
struct SubjectWeights {
  struct Range {
    float fails, passes;
  };
  Range light{30, 60};      ///< Near black, or not.
  Range sharp{0.2f, 0.3f};  ///< A blur, or not.
  // Is it empty? A large face alone makes a picture full.
  Range full{0.17f, 0.28f};
  Range middle{0.04f, 0.16f};
  Range variety{12, 22};
  Range large_face{0.08f, 0.12f};
  // Is a head cut off? Close up, foreheads are.
  Range headroom{0.06f, 0.14f};
  Range close_up{0.4f, 0.55f};   ///< Height of a face from where on headroom does not matter.
  Range headless{0.14f, 0.08f};  ///< Skin at the upper edge of a picture without a face.
  // What there is to be seen.
  Range face{0.05f, 0.15f};
  Range salient{0.03f, 0.08f};
  float without = 0.6f;  ///< What a picture keeps in which nothing stands out.
};

/// Neither near black nor a blur. Otherwise no face makes it worth showing.
bool can_be_made_out(const SubjectFacts& facts, const SubjectWeights& weights = {});

/// How much a picture is worth showing for what it shows, 0 to 1: what there is to be seen, times
/// each rule.
float subject_of(const SubjectFacts& facts, const SubjectWeights& weights = {});

}  // namespace cinecut::survey
