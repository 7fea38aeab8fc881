#include "cinecut/report/report.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/seal.h"
#include "cinecut/report/internal/html.h"
#include "cinecut/report/internal/plots.h"

namespace cinecut::report {
namespace {

constexpr const char* kStyle = R"css(
:root{--ground:#f6f4f0;--card:#fff;--ink:#1b1a18;--soft:#6d6a64;--rule:#dedad2;
--one:#3c7d9c;--two:#b7862c;--three:#b5412f;--good:#2f7d4f;--bad:#b5412f}
@media(prefers-color-scheme:dark){:root{--ground:#131211;--card:#1d1b19;--ink:#eeeae3;
--soft:#98938a;--rule:#34312d;--one:#6fb3d2;--two:#e0b25a;--three:#ea7a66;--good:#6cc490;--bad:#ea7a66}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:40px 24px 80px}
h1{font-size:34px;line-height:1.15;letter-spacing:-.02em;margin:0 0 4px}
h2{font-size:19px;margin:44px 0 12px}
.sub{color:var(--soft);margin:0 0 24px}
video{width:100%;max-height:62vh;background:#000;border-radius:10px}
.rules{list-style:none;padding:0;margin:0;display:grid;gap:6px 28px;
grid-template-columns:repeat(auto-fit,minmax(330px,1fr))}
.rules b{display:inline-block;width:1.4em}
.holds b{color:var(--good)}.broken b,.broken{color:var(--bad)}
.plot{width:100%;height:auto;background:var(--card);border:1px solid var(--rule);border-radius:10px}
.plot text{font:11px Inter,system-ui,sans-serif;fill:var(--soft)}
.grid{stroke:var(--rule)}.target{stroke:var(--good);stroke-dasharray:5 4}
.beat{stroke:var(--soft);opacity:.5}
.curve{fill:none;stroke:var(--one);stroke-width:1.6}
rect.card{fill:var(--rule);opacity:.6}rect.act1{fill:var(--one)}rect.act2{fill:var(--two)}rect.act3{fill:var(--three)}
.source{stroke-width:4}.source.act1{stroke:var(--one)}.source.act2{stroke:var(--two)}
.source.act3{stroke:var(--three)}
.clips{display:grid;gap:18px;grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}
.clip{background:var(--card);border:1px solid var(--rule);border-radius:10px;overflow:hidden;
border-top:4px solid var(--one)}
.clip.act2{border-top-color:var(--two)}.clip.act3{border-top-color:var(--three)}
.clip img,.none{display:block;width:100%;aspect-ratio:16/9;object-fit:cover;background:#000}
.clip div{padding:10px 14px 14px}
.clip .time{font-variant-numeric:tabular-nums;color:var(--soft);font-size:13px;
display:flex;justify-content:space-between}
.clip p{margin:6px 0 0;font-size:14px}
.clip p.kind{font-size:12px;color:var(--soft);margin-top:2px}
.clip q{font-style:italic}
.bars{display:grid;grid-template-columns:auto 1fr;gap:2px 8px;font-size:11px;color:var(--soft);
margin-top:8px;align-items:center}
.bars i{display:block;height:5px;border-radius:3px;background:var(--rule)}
.bars i i{background:var(--soft)}
details{margin-top:8px;font-size:13px;color:var(--soft)}
details ul{margin:6px 0 0;padding-left:18px}summary{cursor:pointer}
.key span{margin-right:18px;font-size:13px;color:var(--soft)}
.key span::before{content:"";display:inline-block;width:10px;height:10px;border-radius:2px;
margin-right:6px;background:var(--one)}
.area{fill:var(--soft);opacity:.22}.course{fill:none;stroke:var(--soft);stroke-width:1.4}
.plot text.name{fill:var(--ink);font-weight:600}
.turn{stroke:var(--good);stroke-width:1.4;stroke-dasharray:5 4}
.told{fill:var(--ink);stroke:var(--ink);stroke-width:1.5}
.untold{fill:var(--card);stroke:var(--soft);stroke-width:1.5}
.key .told::before,.key .untold::before{border-radius:50%;background:var(--ink);border:1.5px solid var(--ink)}
.key .untold::before{background:none;border-color:var(--soft)}
.key .turn::before{background:none;border-top:2px dashed var(--good);height:0;width:16px;vertical-align:middle}
.key .b::before{background:var(--two)}.key .c::before{background:var(--three)}
)css";

std::string time_of(base::Duration d) {
  auto text = base::to_string(d);
  text.resize(text.size() - 2);  // Tenths are enough for people.
  if (text.starts_with("0:")) text.erase(0, 2);
  if (text.size() > 1 && text[0] == '0' && text[1] != ':') text.erase(0, 1);
  return text;
}

std::string signal_bars(const edit::Clip& clip) {
  std::string out = "<details><summary>signals</summary><div class=\"bars\">";
  for (int i = 0; i < edit::kSignals; ++i) {
    const double share =
        std::clamp(static_cast<double>(clip.signals[static_cast<std::size_t>(i)]), 0.0, 1.0);
    out += "<span>" + std::string(edit::name_of(static_cast<edit::Signal>(i))) +
           "</span><i><i style=\"width:" + number(share * 100, 0) + "%\"></i></i>";
  }
  return out + "</div></details>";
}

std::string with_spaces(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string alternatives(const edit::Clip& clip) {
  if (clip.alternatives.empty()) return {};
  std::string out = "<details><summary>what else could stand here</summary><ul>";
  for (const auto& other : clip.alternatives) {
    out += "<li>film " + time_of(other.source.start.time_since_epoch()) + ", score " +
           number(static_cast<double>(other.score), 2) + ": " + escape_html(other.reason) + "</li>";
  }
  return out + "</ul></details>";
}

std::string clip_card(const edit::Clip& clip, std::size_t index, const std::string& thumbnail) {
  std::string out = "<article class=\"clip act" + std::to_string(clip.act) + "\">";
  if (!thumbnail.empty())
    out += "<img loading=\"lazy\" alt=\"" + escape_html(clip.description.visual_content) +
           "\" src=\"" + data_url("image/jpeg", thumbnail) + "\">";
  else
    out += "<span class=\"none\"></span>";
  out += "<div><span class=\"time\"><span>" + std::to_string(index) + " · " +
         time_of(clip.trailer.start.time_since_epoch()) + "</span><span>" +
         number(base::to_seconds(clip.trailer.length()), 2) + " s</span></span>";
  out += "<span class=\"time\"><span>film " + time_of(clip.source.start.time_since_epoch()) +
         "</span><span>score " + number(static_cast<double>(clip.score), 2) + "</span></span>";
  out += "<p class=\"kind\">" + with_spaces(edit::name_of(clip.part)) + " · " +
         with_spaces(edit::name_of(clip.beat_type)) +
         (index > 0 && clip.transition != edit::Transition::hard_cut
              ? " · begins with a " + with_spaces(edit::name_of(clip.transition))
              : "") +
         "</p><p>" + escape_html(clip.reason) + "</p>";
  if (!clip.dialogue.empty()) out += "<p><q>" + escape_html(clip.dialogue) + "</q></p>";
  return out + signal_bars(clip) + alternatives(clip) + "</div></article>";
}

std::string rule_list(const check::CheckReport& check) {
  std::string out = "<ul class=\"rules\">";
  for (const auto& rule : check.rules)
    out += std::string("<li class=\"") + (rule.holds ? "holds" : "broken") + "\"><b>" +
           (rule.holds ? "✓" : "✗") + "</b>" + escape_html(rule.sentence) + "</li>";
  return out + "</ul>";
}

double target_loudness(const check::CheckReport& check) {
  for (const auto& rule : check.rules)
    if (rule.name == "loudness") return rule.limit;
  return check.programme_lufs;
}

std::string summary(const edit::Manifest& m, base::Duration film) {
  const double mean =
      m.clips.empty() ? 0 : base::to_seconds(m.length) / static_cast<double>(m.clips.size());
  return escape_html(m.vibe) + " · " + time_of(m.length) + " · " + std::to_string(m.clips.size()) +
         " shots of " + number(mean, 1) + " s · " + number(m.bpm, 0) + " beats a minute · from " +
         time_of(film) +
         " of film · music: " + escape_html(m.music.title.empty() ? m.music.source : m.music.title);
}

}  // namespace

std::string report_html(const edit::Manifest& manifest, base::Duration film,
                        const check::CheckReport& check, const std::string& trailer_file,
                        const Arc& arc) {
  const auto title = escape_html(manifest.film_title.empty() ? "Trailer" : manifest.film_title);
  std::string page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">" +
                     ("<meta name=\"seal\" content=\"" + base::seal_slot() + "\">") +
                     "<meta name=\"viewport\" "
                     "content=\"width=device-width,initial-scale=1\"><title>" +
                     title + " – trailer report</title><style>" + kStyle +
                     "</style></head><body><main><h1>" + title + "</h1><p class=\"sub\">" +
                     summary(manifest, film) + "</p>";
  page += "<video controls preload=\"metadata\" src=\"" + escape_url(trailer_file) + "\"></video>";
  page += "<h2>Is it in order?</h2>" + rule_list(check);
  page +=
      "<h2>Pacing</h2><p class=\"key\"><span>act 1</span><span class=\"b\">act 2</span><span "
      "class=\"c\">act 3</span></p>" +
      pacing_plot(manifest);
  page += "<h2>Loudness</h2><p class=\"key\"><span>short-term, LUFS</span></p>" +
          loudness_plot(check, manifest.length, target_loudness(check));
  page +=
      "<h2>The film's arc</h2><p class=\"key\"><span>shown in act 1</span><span class=\"b\">act "
      "2</span><span class=\"c\">act 3</span><span class=\"told\">a line that tells the "
      "story</span><span class=\"untold\">one that is not heard</span><span class=\"turn\">a turn "
      "of the story</span></p>" +
      arc_plot(manifest, film, arc);
  page +=
      "<h2>Where in the film</h2><p class=\"key\"><span>act 1</span><span class=\"b\">act "
      "2</span><span class=\"c\">act 3</span></p>" +
      source_plot(manifest, film);
  page += "<h2>Clips</h2><div class=\"clips\">";
  for (std::size_t i = 0; i < manifest.clips.size(); ++i)
    page += clip_card(manifest.clips[i], i,
                      i < check.thumbnails.size() ? check.thumbnails[i] : std::string());
  return page + "</div></main></body></html>\n";
}

}  // namespace cinecut::report
