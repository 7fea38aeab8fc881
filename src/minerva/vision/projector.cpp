#include "minerva/vision/projector.h"

#include <ggml-backend.h>
#include <llama.h>
#include <mtmd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

// llama.cpp's own, which its installed copies lack.
#if __has_include(<mtmd/clip.h>)
#include <mtmd/clip.h>
#define MINERVA_KNOWS_WIDTHS
#endif

#include "minerva/kernels/device.h"
#include "minerva/model/backend.h"
#include "minerva/model/device.h"
#include "minerva/model/fault.h"

namespace minerva::vision {
namespace {

using BitmapPtr = mtmd::bitmap_ptr;
using ChunksPtr = mtmd::input_chunks_ptr;

mtmd_context_params parameters(const ProjectorOptions& o) {
  auto p = mtmd_context_params_default();
  p.use_gpu = o.use_gpu;
  p.print_timings = false;
  p.n_threads = o.threads > 0 ? o.threads : model::physical_cores();
  if (o.most_tokens > 0) p.image_max_tokens = o.most_tokens;
  if (auto* device = kernels::attention_device()) {
    p.use_gpu = true;  // Or the device would not be asked.
    p.device = device;
    p.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
  }
  return p;
}

bool is_picture(const mtmd_input_chunk* chunk) {
  return mtmd_input_chunk_get_type(chunk) == MTMD_INPUT_CHUNK_TYPE_IMAGE;
}

/// With its number among the pictures of the prompt as its name.
BitmapPtr bitmap_of(const Picture& picture, bool with_pixels, std::size_t number) {
  BitmapPtr bitmap(mtmd_bitmap_init(static_cast<std::uint32_t>(picture.width),
                                    static_cast<std::uint32_t>(picture.height),
                                    with_pixels ? picture.rgb.data() : nullptr));
  mtmd_bitmap_set_id(bitmap.get(), std::to_string(number).c_str());
  return bitmap;
}

/// Nothing: it was refused.
ChunksPtr chunks_of(const mtmd_context* context, const std::vector<PromptPart>& parts,
                    bool with_pixels) {
  std::vector<mtmd_input_text> texts(parts.size());
  std::vector<BitmapPtr> bitmaps(parts.size());
  std::vector<mtmd_input_part> inputs(parts.size());
  std::vector<const mtmd_input_part*> pointers;
  std::size_t pictures = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    if (part.picture)
      bitmaps[i] = bitmap_of(*part.picture, with_pixels, pictures++);
    else
      texts[i] = {part.text.data(), part.text.size(), false,
                  part.special == model::SpecialText::as_tokens};
    inputs[i] = {part.picture ? nullptr : &texts[i], bitmaps[i].get()};
    if (part.picture || !part.text.empty()) pointers.push_back(&inputs[i]);
  }
  ChunksPtr chunks(mtmd_input_chunks_init());
  if (mtmd_tokenize_from_parts(context, chunks.get(), pointers.data(), pointers.size(), true) != 0)
    return nullptr;
  return chunks;
}

/// The four positions of each token of a chunk, section by section, as llama_batch wants them.
std::vector<std::int32_t> grid_of(const mtmd_input_chunk* chunk, int position) {
  const auto* image = mtmd_input_chunk_get_tokens_image(chunk);
  const auto count = mtmd_input_chunk_get_n_tokens(chunk);
  std::vector<std::int32_t> grid(4 * count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = mtmd_image_tokens_get_decoder_pos(image, position, i);
    const std::array<std::uint32_t, 4> sections{at.t, at.y, at.x, at.z};
    for (std::size_t k = 0; k < 4; ++k)
      grid[k * count + i] = static_cast<std::int32_t>(sections[k]);
  }
  return grid;
}

// The prompt as a list of tokens, and where the pieces of the pictures stand in it.
SeenPrompt laid_out(const mtmd_input_chunks* chunks, const std::vector<PicturePtr>& pictures,
                    bool uses_mrope) {
  SeenPrompt prompt;
  int position = 0;
  for (std::size_t i = 0; i < mtmd_input_chunks_size(chunks); ++i) {
    const auto* chunk = mtmd_input_chunks_get(chunks, i);
    std::size_t count = mtmd_input_chunk_get_n_tokens(chunk);
    if (is_picture(chunk)) {
      const int positions = mtmd_input_chunk_get_n_pos(chunk);
      PictureSpan span{.begin = prompt.tokens.size(),
                       .count = count,
                       .position = position,
                       .positions = positions};
      if (uses_mrope) span.grid = grid_of(chunk, position);
      // The number of its picture, until all pieces are known.
      span.piece = std::stoul(mtmd_input_chunk_get_id(chunk));
      prompt.pictures.push_back(std::move(span));
      prompt.tokens.insert(prompt.tokens.end(), count, SeenPrompt::kPicture);
      position += positions;
    } else {
      const auto* tokens = mtmd_input_chunk_get_tokens_text(chunk, &count);
      prompt.tokens.insert(prompt.tokens.end(), tokens, tokens + count);
      position += static_cast<int>(count);
    }
  }
  std::vector<std::shared_ptr<std::vector<std::size_t>>> pieces;
  pieces.reserve(pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i)
    pieces.push_back(std::make_shared<std::vector<std::size_t>>());
  for (auto& span : prompt.pictures) {
    const auto number = span.piece;
    span.picture = pictures[number];
    span.pieces = pieces[number];
    span.piece = pieces[number]->size();
    pieces[number]->push_back(span.count);
  }
  return prompt;
}

[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& why) {
  throw model::Fault(model::FaultKind::invalid_model,
                     "\"" + path.string() + "\" cannot be used: " + why);
}

// A projector of another width is refused here: llama.cpp refuses it with all its weights loaded,
// and never frees them.
void check_width([[maybe_unused]] const std::filesystem::path& path,
                 [[maybe_unused]] const model::Model& model) {
#ifdef MINERVA_KNOWS_WIDTHS
  const auto contexts = clip_init(path.c_str(), {.flash_attn_type = CLIP_FLASH_ATTN_TYPE_AUTO,
                                                 .image_min_tokens = -1,
                                                 .image_max_tokens = -1,
                                                 .no_alloc = true});
  const int width = contexts.ctx_v == nullptr ? 0 : clip_n_mmproj_embd(contexts.ctx_v);
  for (auto* context : {contexts.ctx_v, contexts.ctx_a, contexts.ctx_gen_a}) clip_free(context);
  const int wanted = llama_model_n_embd_inp(model.handle());
  if (width > 0 && width != wanted)
    refuse_file(path, "its vectors have " + std::to_string(width) + " numbers, those of \"" +
                          model.path().filename().string() + "\" " + std::to_string(wanted) +
                          ". It belongs to another model.");
#endif
}

PicturePtr of_size(int width, int height) {
  auto picture = std::make_shared<Picture>();
  picture->width = width;
  picture->height = height;
  return picture;
}

}  // namespace

class PreparedPicture {
 public:
  ChunksPtr chunks;
  std::vector<const mtmd_input_chunk*> pieces;
};

void Projector::Free::operator()(mtmd_context* context) const noexcept { mtmd_free(context); }

Projector::Projector(std::shared_ptr<const model::Model> model, const std::filesystem::path& path,
                     const ProjectorOptions& options)
    : model_(std::move(model)), path_(path), options_(options) {
  if (options_.threads == 0) options_.threads = model::physical_cores();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    throw model::Fault(model::FaultKind::model_not_found,
                       "There is no projector \"" + path.string() + "\".");
  const model::BackendLog log;
  check_width(path, *model_);
  try {
    context_.reset(mtmd_init_from_file(path.c_str(), model_->handle(), parameters(options_)));
  } catch (const std::exception& e) {
    refuse_file(path, e.what());
  }
  if (!context_) refuse_file(path, log.errors_or("it may be damaged, or not a projector"));
  if (!mtmd_support_vision(context_.get())) refuse_file(path, "it is not for pictures.");
  width_ = static_cast<std::size_t>(llama_model_n_embd_inp(model_->handle()));
  memory_ = projector_bytes(path, options_);
  for (std::size_t i = 0; options_.use_gpu && i < ggml_backend_dev_count(); ++i)
    is_on_gpu_ |= ggml_backend_dev_type(ggml_backend_dev_get(i)) == GGML_BACKEND_DEVICE_TYPE_GPU;
  probe();
}

Projector::~Projector() = default;

// Pictures of several shapes, without pixels, tell what the largest piece is, and whether the
// model's vocabulary has the tokens that stand around pictures.
void Projector::probe() {
  constexpr std::pair<int, int> kSizes[] = {{64, 64},     {512, 512},  {1280, 720}, {720, 1280},
                                            {2000, 2000}, {2000, 250}, {250, 2000}};
  for (const auto& [width, height] : kSizes) {
    const auto chunks = chunks_of(context_.get(), {{.picture = of_size(width, height)}}, false);
    if (!chunks) continue;
    for (std::size_t i = 0; i < mtmd_input_chunks_size(chunks.get()); ++i) {
      const auto* chunk = mtmd_input_chunks_get(chunks.get(), i);
      std::size_t count = 0;
      if (is_picture(chunk)) {
        largest_piece_ = std::max(largest_piece_, mtmd_input_chunk_get_n_tokens(chunk));
        continue;
      }
      const auto* tokens = mtmd_input_chunk_get_tokens_text(chunk, &count);
      if (std::any_of(tokens, tokens + count, [](llama_token t) { return t < 0; }))
        refuse_file(path_, "the vocabulary of \"" + model_->path().filename().string() +
                               "\" lacks tokens that this projector puts around pictures. It "
                               "belongs to another model.");
    }
  }
  if (largest_piece_ == 0) refuse_file(path_, "it makes nothing of pictures.");
  const auto chunks = chunks_of(context_.get(), {{.picture = of_size(64, 64)}}, false);
  const mtmd::batch_ptr batch(mtmd_batch_init(context_.get()));
  int added = 0;
  for (int copy = 0; copy < 2 && chunks; ++copy)
    for (std::size_t i = 0; i < mtmd_input_chunks_size(chunks.get()); ++i)
      if (const auto* chunk = mtmd_input_chunks_get(chunks.get(), i); is_picture(chunk))
        added += mtmd_batch_add_chunk(batch.get(), chunk) == 0 ? 1 : 0;
  can_batch_ = added > 1;
}

bool Projector::uses_mrope() const { return mtmd_decode_use_mrope(context_.get()); }
bool Projector::is_non_causal() const {
  return mtmd_decode_use_non_causal(context_.get(), nullptr);
}

SeenPrompt Projector::tokenize(const std::vector<PromptPart>& parts) const {
  const model::BackendLog log;
  const auto chunks = chunks_of(context_.get(), parts, false);
  if (!chunks)
    throw model::Fault(
        model::FaultKind::invalid_parameter,
        "The model cannot take this picture: " + log.errors_or("its size may not suit it"),
        "messages");
  std::vector<PicturePtr> pictures;
  for (const auto& part : parts)
    if (part.picture) pictures.push_back(part.picture);
  return laid_out(chunks.get(), pictures, uses_mrope());
}

PreparedPtr Projector::prepare(const PictureSpan& span) const {
  const model::BackendLog log;
  auto prepared = std::make_shared<PreparedPicture>();
  prepared->chunks = chunks_of(context_.get(), {{.picture = span.picture}}, true);
  if (!prepared->chunks)
    throw model::Fault(
        model::FaultKind::invalid_parameter,
        "The model cannot take this picture: " + log.errors_or("its size may not suit it"),
        "messages");
  for (std::size_t i = 0; i < mtmd_input_chunks_size(prepared->chunks.get()); ++i)
    if (const auto* chunk = mtmd_input_chunks_get(prepared->chunks.get(), i); is_picture(chunk))
      prepared->pieces.push_back(chunk);
  const bool is_as_told = std::equal(
      prepared->pieces.begin(), prepared->pieces.end(), span.pieces->begin(), span.pieces->end(),
      [](const auto* chunk, std::size_t n) { return mtmd_input_chunk_get_n_tokens(chunk) == n; });
  if (!is_as_told)
    throw model::Fault(model::FaultKind::backend,
                       "The projector makes another number of tokens of a picture than it told.");
  return prepared;
}

std::size_t Projector::together(const std::vector<Piece>& pieces) const {
  if (!can_batch_ || pieces.size() < 2) return 1;
  const mtmd::batch_ptr batch(mtmd_batch_init(context_.get()));
  std::size_t n = 0;
  while (n < pieces.size() &&
         mtmd_batch_add_chunk(batch.get(), pieces[n].picture->pieces[pieces[n].index]) == 0)
    ++n;
  return std::max<std::size_t>(1, n);
}

std::vector<PieceEmbeddings> Projector::encode(const std::vector<Piece>& pieces) {
  const model::BackendLog log;
  const mtmd::batch_ptr batch(mtmd_batch_init(context_.get()));
  const auto check = [&](int code) {
    if (code != 0)
      throw model::Fault(
          model::FaultKind::backend,
          "A picture could not be encoded: " + log.errors_or("the projector gave no reason") + ".");
  };
  kernels::compute_with(options_.threads);
  std::vector<PieceEmbeddings> result;
  const auto take = [&](const mtmd_input_chunk* chunk, const float* values) {
    result.emplace_back(values, values + width_ * mtmd_input_chunk_get_n_tokens(chunk));
  };
  if (pieces.size() == 1) {
    const auto* chunk = pieces[0].picture->pieces[pieces[0].index];
    check(mtmd_encode_chunk(context_.get(), chunk));
    take(chunk, mtmd_get_output_embd(context_.get()));
    return result;
  }
  for (const auto& piece : pieces)
    check(mtmd_batch_add_chunk(batch.get(), piece.picture->pieces[piece.index]));
  check(mtmd_batch_encode(batch.get()));
  for (const auto& piece : pieces) {
    const auto* chunk = piece.picture->pieces[piece.index];
    take(chunk, mtmd_batch_get_output_embd(batch.get(), chunk));
  }
  return result;
}

model::DeviceBytes projector_bytes(const std::filesystem::path& path,
                                   const ProjectorOptions& options) {
  const model::BackendLog log;
  model::DeviceBytes all;
  try {
    for (const auto& [device, bytes] : mtmd_get_memory_usage(path.c_str(), parameters(options)))
      all[model::memory_of(device)] += bytes;
  } catch (const std::exception&) {
    return {};  // Loading it will say why.
  }
  if (!all.empty()) all[model::kMainMemory] += options.cache_bytes;
  return all;
}

// The names are llama.cpp's own, of the projectors whose tokens look at each other.
int tokens_at_once(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(4096, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  const auto names = [&](const char* kind) { return head.find(kind) != std::string::npos; };
  if (names("gemma4")) return 1120;
  return names("gemma3") || names("deepseek4") ? 256 : 0;
}

}  // namespace minerva::vision
