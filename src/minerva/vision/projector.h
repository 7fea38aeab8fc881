#pragma once
// A projector: what turns a picture into embeddings that a language model reads like tokens. The
// file beside a model that sees ("mmproj-….gguf").

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "minerva/model/model.h"
#include "minerva/vision/picture.h"

struct mtmd_context;

namespace minerva::vision {

struct ProjectorOptions {
  bool use_gpu = true;
  int threads = 0;  ///< 0: as many as physical cores.
  int most_tokens =
      0;  ///< Of one picture, for models with pictures of any size. 0: the model's own.
  /// Embeddings kept for pictures that come again.
  std::uint64_t cache_bytes = std::uint64_t{256} << 20;
};

/// A prompt is a list of these: either text or a picture.
struct PromptPart {
  std::string text;
  model::SpecialText special = model::SpecialText::as_text;
  PicturePtr picture;  ///< Nothing: it is text.
};

/// Where a piece of a picture stands in a prompt: a picture is one or, if the model cuts it into
/// tiles, several, with tokens between them.
struct PictureSpan {
  std::size_t begin = 0, count = 0;  ///< Tokens.
  int position = 0, positions = 0;   ///< Its first one, and how many it takes: not always `count`.
  /// Of M-RoPE models: four positions of each token, all of the first kind first.
  std::vector<std::int32_t> grid;
  PicturePtr picture;
  std::size_t piece = 0;  ///< Which one of the picture.
  /// Tokens of each piece of the picture. Together with the picture, what its embeddings are.
  std::shared_ptr<const std::vector<std::size_t>> pieces;
};

struct SeenPrompt {
  static constexpr model::Token kPicture = -1;  ///< Stands for every token of a span.
  std::vector<model::Token> tokens;
  std::vector<PictureSpan> pictures;  ///< In order.
};

/// A picture as the encoder wants it: resized, cut, normalised.
class PreparedPicture;
using PreparedPtr = std::shared_ptr<const PreparedPicture>;

/// One vector of floats for each piece of a picture: tokens · Projector::width().
using PieceEmbeddings = std::vector<float>;

class Projector {
 public:
  /// Throws Fault: model_not_found, invalid_model (also if it does not belong to this model),
  /// out_of_memory.
  Projector(std::shared_ptr<const model::Model> model, const std::filesystem::path& path,
            const ProjectorOptions& options = {});
  ~Projector();
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  /// From any thread. Nothing is computed of the pictures but their sizes in tokens. Throws Fault:
  /// tokenization_failed, invalid_parameter (a picture the model cannot take).
  SeenPrompt tokenize(const std::vector<PromptPart>& parts) const;

  /// From any thread. Throws Fault: invalid_parameter, backend.
  PreparedPtr prepare(const PictureSpan& span) const;

  struct Piece {
    PreparedPtr picture;
    std::size_t index = 0;
  };
  /// How many of the first of these can be encoded at once; at least 1.
  std::size_t together(const std::vector<Piece>& pieces) const;
  /// One thread at a time. Throws Fault: backend.
  std::vector<PieceEmbeddings> encode(const std::vector<Piece>& pieces);

  std::size_t width() const { return width_; }  ///< Floats of one token.
  bool uses_mrope() const;
  /// The tokens of a piece look at each other: they are computed in one micro-batch.
  bool is_non_causal() const;
  /// Most tokens of one piece.
  std::size_t largest_piece() const { return largest_piece_; }
  bool is_on_gpu() const { return is_on_gpu_; }
  const model::DeviceBytes& memory() const { return memory_; }  ///< As projector_bytes() says.
  const ProjectorOptions& options() const { return options_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  struct Free {
    void operator()(mtmd_context* context) const noexcept;
  };
  void probe();

  std::shared_ptr<const model::Model> model_;
  std::filesystem::path path_;
  ProjectorOptions options_;
  std::unique_ptr<mtmd_context, Free> context_;
  std::size_t width_ = 0, largest_piece_ = 0;
  bool is_on_gpu_ = false, can_batch_ = false;
  model::DeviceBytes memory_;
};

/// What the projector of `path` takes on each device: weights, buffers, its cache of pictures.
/// Empty if it cannot be read.
model::DeviceBytes projector_bytes(const std::filesystem::path& path,
                                   const ProjectorOptions& options);

/// Most tokens of one piece that must be computed in one micro-batch, as far as the file tells
/// without the model; 0: any part may be computed alone. For estimates.
int tokens_at_once(const std::filesystem::path& path);

}  // namespace minerva::vision
