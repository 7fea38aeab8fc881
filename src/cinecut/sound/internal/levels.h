#pragma once
// Levels: how loud each part of the mix is before mastering. Only their distances matter, since
// the programme is brought to the vibe's loudness at the end.

namespace cinecut::sound {

inline constexpr double speech_lufs = -19;      ///< Dialogue in clips.
inline constexpr double voice_lufs = -18;       ///< Lines spoken over other pictures.
inline constexpr double music_lufs = -20;       ///< The music's mean, before ducking.
inline constexpr double atmosphere_lufs = -29;  ///< The film's sound without dialogue, with music.
inline constexpr double bare_lufs = -23;        ///< The same where the trailer has no music.
inline constexpr double effects_db = -3;        ///< Effects are made at their own peak level.

}  // namespace cinecut::sound
