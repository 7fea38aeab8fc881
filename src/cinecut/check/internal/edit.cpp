#include "cinecut/check/internal/edit.h"

#include <algorithm>
#include <cstdlib>

namespace cinecut::check {
namespace {

/// Pictures by which a planned cut may be off.
constexpr std::int64_t kOff = 1;

class Planner {
 public:
  Planner(const edit::Manifest& manifest, const Measures& measures)
      : manifest_(manifest), measures_(measures) {}

  Edit plan() {
    for (const edit::Clip& clip : manifest_.clips)
      edit_.shots.push_back({run_of(clip.trailer), &clip});
    for (const edit::Title& title : manifest_.titles) edit_.titles.push_back(run_of(title.trailer));
    mark_rest();
    join_shots();
    match_cuts();
    return std::move(edit_);
  }

 private:
  base::FrameRange run_of(const base::TrailerRange& range) const {
    return base::nearest_frames(range, measures_.file.video.frame_rate);
  }
  std::int64_t pictures_in(base::Duration d) const {
    return base::nearest_frame(d, measures_.file.video.frame_rate);
  }

  void set_rest(std::int64_t from, std::int64_t to, bool may) {
    const auto count = static_cast<std::int64_t>(edit_.may_rest.size());
    for (std::int64_t i = std::max<std::int64_t>(0, from); i < std::min(count, to); ++i) {
      edit_.may_rest[static_cast<std::size_t>(i)] = may;
    }
  }

  void mark_rest() {
    edit_.may_rest.assign(measures_.times.size(), true);
    for (const PlannedShot& shot : edit_.shots) set_rest(shot.run.start, shot.run.end, false);
    for (const PlannedShot& shot : edit_.shots) {
      const std::int64_t soft = pictures_in(shot.clip->transition_length);
      if (shot.clip->transition != edit::Transition::hard_cut) {
        set_rest(shot.run.start - soft - kOff, shot.run.start + soft + kOff, true);
      }
    }
    for (const base::FrameRange& title : edit_.titles) {
      set_rest(title.start - kOff, title.end + kOff, true);
    }
  }

  void join_shots() {
    for (std::size_t i = 0; i < edit_.shots.size(); ++i) {
      PlannedShot& shot = edit_.shots[i];
      const bool is_soft = shot.clip->transition != edit::Transition::hard_cut &&
                           shot.clip->transition_length.count() > 0;
      shot.begins_hard = !is_soft;
      if (i == 0) continue;
      edit_.shots[i - 1].ends_hard = !is_soft;
      if (!is_soft && edit_.shots[i - 1].run.end == shot.run.start) {
        edit_.planned_cuts.push_back(shot.run.start);
      }
    }
  }

  /// Each cut found goes to the nearest border that has none yet; what is left over is stray where
  /// it lies inside a clip and out of reach of a transition.
  void match_cuts() {
    std::vector<std::int64_t> left = measures_.cuts;
    for (const std::int64_t off : {std::int64_t{0}, kOff, -kOff}) {
      for (const std::int64_t border : borders()) {
        const auto cut = std::find(left.begin(), left.end(), border + off);
        if (cut == left.end() || is_taken(border)) continue;
        left.erase(cut);
        taken_.push_back(border);
      }
    }
    for (const std::int64_t cut : edit_.planned_cuts) {
      if (is_taken(cut) || jumps_at(cut)) edit_.found_cuts.push_back(cut);
    }
    for (const std::int64_t cut : left) {
      if (is_stray(cut)) edit_.stray_cuts.push_back(cut);
    }
  }

  /// Where a cut is planned it need not be told from all else: pictures jump there as they do not
  /// just before and after, also between two clips of one view.
  bool jumps_at(std::int64_t border) const {
    constexpr std::int64_t around = 6;
    constexpr float least = 1.5f, stands_out = 2;
    const auto& jumps = measures_.jumps;
    const auto jump = [&](std::int64_t i) { return jumps[static_cast<std::size_t>(i)]; };
    const auto end = std::ssize(jumps);
    for (auto at = std::max<std::int64_t>(1, border - kOff); at < std::min(end, border + kOff + 1);
         ++at) {
      std::vector<float> beside;
      for (auto i = std::max<std::int64_t>(1, at - around); i < std::min(end, at + around + 1); ++i)
        if (i != at) beside.push_back(jump(i));
      if (beside.empty()) continue;
      const auto middle = beside.begin() + std::ssize(beside) / 2;
      std::ranges::nth_element(beside, middle);
      if (jump(at) >= least && jump(at) >= stands_out * *middle) return true;
    }
    return false;
  }

  bool is_taken(std::int64_t border) const {
    return std::find(taken_.begin(), taken_.end(), border) != taken_.end();
  }

  std::vector<std::int64_t> borders() const {
    std::vector<std::int64_t> all;
    for (const PlannedShot& shot : edit_.shots) {
      all.push_back(shot.run.start);
      all.push_back(shot.run.end);
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  bool is_stray(std::int64_t cut) const {
    if (edit_.is_in_title(cut)) return false;
    for (const PlannedShot& shot : edit_.shots) {
      const std::int64_t half = (pictures_in(shot.clip->transition_length) + 1) / 2;
      const bool is_soft = shot.clip->transition != edit::Transition::hard_cut;
      if (is_soft && std::abs(cut - shot.run.start) <= half + 2) return false;
    }
    return std::any_of(edit_.shots.begin(), edit_.shots.end(), [&](const PlannedShot& shot) {
      return shot.run.start < cut && cut < shot.run.end;
    });
  }

  const edit::Manifest& manifest_;
  const Measures& measures_;
  Edit edit_;
  std::vector<std::int64_t> taken_;
};

}  // namespace

bool Edit::is_in_title(std::int64_t n) const {
  return std::any_of(titles.begin(), titles.end(), [&](const base::FrameRange& title) {
    return title.start + kOff < n && n < title.end - kOff;
  });
}

Edit plan_of(const edit::Manifest& manifest, const Measures& measures) {
  return Planner(manifest, measures).plan();
}

}  // namespace cinecut::check
