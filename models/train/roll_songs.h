// SPDX-License-Identifier: GPL-3.0-or-later
// The training songs as rolls of one instrument each, cut into windows. Training thread.
#pragma once

#include "core/encoding/boolean_roll.h"
#include "core/encoding/four_four.h"
#include "models/train/system.h"

#include <map>
#include <memory>
#include <vector>

namespace contrafact::models::train {

class RollSongs {
public:
    /// By the keys "steps_per_beat", "part", "key" and "window_hop". Logs what is left out; throws
    /// Stopped.
    RollSongs(const Context& context, int windowSteps);

    std::int64_t count() const { return static_cast<std::int64_t>(m_windows.size()); }
    /// Window `index` of all, below count().
    encoding::BooleanRoll window(std::int64_t index) const;
    /// For how many steps each set of pitches sounds.
    std::map<encoding::PitchSet, std::size_t> pitchSets() const;

private:
    /// A stretch of a song that is in 4/4, and the instrument that stands for it.
    struct Line {
        std::shared_ptr<const encoding::FourFourSong> song; ///< keeps `grid`
        const encoding::GridSong* grid;
        encoding::Family family;
        int semitones; ///< that the song is moved up by
    };
    struct Window {
        std::int32_t line;
        std::int32_t step;
    };
    void add(const std::shared_ptr<const encoding::FourFourSong>& song, int semitones);

    int m_windowSteps;
    encoding::RollPart m_part;
    int m_hop;
    std::vector<Line> m_lines;
    std::vector<Window> m_windows;
};

} // namespace contrafact::models::train
