#pragma once
// The pictures of prompts, on their way to the steps that compute them: encoded ahead, on threads
// of the encoder, and added to a step once they are.
//
// Invariant: a picture that cannot be cut (Projector::is_non_causal) is in one step as a whole.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "minerva/engine/internal/admission.h"
#include "minerva/engine/internal/picture_tokens.h"
#include "minerva/engine/internal/step.h"
#include "minerva/engine/internal/work.h"
#include "minerva/vision/encoder.h"
#include "minerva/vision/projector.h"

namespace minerva::engine {

class PictureFeed {
 public:
  /// `projector`: nothing, if the model does not see. `ended` is told from the encoder's threads
  /// when a picture has been encoded.
  PictureFeed(std::shared_ptr<vision::Projector> projector, std::function<void()> ended);

  const vision::Projector* projector() const { return projector_.get(); }
  bool sees() const { return encoder_ != nullptr; }
  bool is_non_causal() const { return projector_ && projector_->is_non_causal(); }

  // From any thread.

  /// Throws Fault: invalid_parameter if the pictures are not as the prompt has them.
  void check(const Request& request) const;
  /// Moves the request's pictures to the work, and gives its tokens of pictures their numbers.
  void move_pictures(Request& request, Work& work);
  /// Fills in what is counted of pictures.
  void count_in(EngineStatus& status) const;

  // From the engine's thread. `works`: by sequence.

  /// So many requests of the queue have their pictures encoded before it is their turn: a place
  /// that becomes free then writes soon.
  static constexpr std::size_t kEncodedAhead = 2;
  /// Asks for what those with a sequence need, then for what the next ones need.
  void ask(const Admission& admission, std::span<const WorkPtr> works,
           std::span<const WorkPtr> next);
  /// Sequences whose picture could not be encoded.
  using Failed = std::vector<std::pair<int, model::Fault>>;
  /// Adds pieces that are encoded, of as many requests as there is room for, taking turns.
  Failed add_to(Step& step, const Admission& admission, std::span<const WorkPtr> works);

  /// While this lives, the encoder does not compute, if both want the same cores.
  class Turn {
   public:
    explicit Turn(vision::Turns* turns) : turns_(turns) {
      if (turns_) turns_->take(0);
    }
    ~Turn() {
      if (turns_) turns_->give_back();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    vision::Turns* turns_;
  };
  Turn take_turn() { return Turn(turns_ ? &*turns_ : nullptr); }

 private:
  void ask_for(Work& work, std::size_t computed);
  int add_pictures(Step& step, const Sequence& sequence, Work& work, int room, Failed& failed);
  void add_piece(Step& step, const Sequence& sequence, const WorkPicture& picture,
                 std::size_t count) const;

  std::shared_ptr<vision::Projector> projector_;
  PictureTokens tokens_;
  std::optional<vision::Turns> turns_;
  std::unique_ptr<vision::Encoder> encoder_;
  std::size_t next_ = 0;  ///< Whose turn it is to have its pictures computed.
};

}  // namespace minerva::engine
