// SPDX-License-Identifier: GPL-3.0-or-later
// Who of a band plays what: the manner in which songs are arranged, four bars at a time.
#pragma once

#include "models/systems/bar_rnn/known.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace contrafact::models::bar_rnn {

/// What each instrument does in a stretch of bars with a tune.
struct Arrangement {
    Lead lead = Lead::Open;
    std::array<Attributes, kFamilies> parts;
    bool operator==(const Arrangement&) const = default;
};

/// As it is played in these bars; an instrument that hardly plays is left open.
Arrangement playedIn(std::span<const encoding::NoteBar> bars);

/// Of a stretch with a tune over a band of at least three; nothing for any other.
std::optional<Arrangement> arrangementOf(std::span<const encoding::NoteBar> bars);

/// The arrangements of songs, each song's together.
class Arrangements {
public:
    /// As bytes, [stretches, kBytes]: whether a song begins, who leads, and each family's
    /// attributes, 255 for open.
    static constexpr std::size_t kBytes = 2 + 3 * kFamilies;
    static Arrangements fromBytes(std::span<const std::uint8_t> bytes);
    std::vector<std::uint8_t> bytes() const;

    void add(std::span<const encoding::NoteBar> song);

    bool empty() const { return m_songs.empty(); }

    /// `count` arrangements of one song that `may` be used, as different ones as the song has, by
    /// the seed; nothing where no song has any.
    std::vector<Arrangement> draw(std::size_t count,
                                  const std::function<bool(const Arrangement&)>& may,
                                  std::uint64_t seed) const;

private:
    std::vector<std::vector<Arrangement>> m_songs;
};

} // namespace contrafact::models::bar_rnn
