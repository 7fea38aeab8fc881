#pragma once
// Levels: how loud each part of the mix is before mastering. Only their distances matter, since
// the programme is brought to the vibe's loudness at the end.

namespace cinecut::sound {

inline constexpr double kSpeechLufs = -19;      ///< Dialogue in clips.
inline constexpr double kVoiceLufs = -18;       ///< Lines spoken over other pictures.
inline constexpr double kMusicLufs = -20;       ///< The music's mean, before ducking.
inline constexpr double kAtmosphereLufs = -29;  ///< The film's sound without dialogue, with music.
inline constexpr double kBareLufs = -23;        ///< The same where the trailer has no music.
inline constexpr double kEffectsDb = -3;        ///< Effects are made at their own peak level.

}  // namespace cinecut::sound
