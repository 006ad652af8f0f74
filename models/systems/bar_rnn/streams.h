// SPDX-License-Identifier: GPL-3.0-or-later
// In which order training goes through the songs: B streams side by side, each reading whole songs
// in pieces of T events, so that the network's state can be carried from piece to piece.
#pragma once

#include "models/systems/bar_rnn/songs.h"

#include <memory>
#include <vector>

namespace contrafact::models::bar_rnn {

struct StreamOptions {
    std::int64_t rows = 32;    ///< B
    std::int64_t length = 128; ///< T
    std::uint64_t seed = 1;
    bool transpose = true; ///< each visit by -6 to +5 semitones
    KnownShares shares;
    FeatureChoice choice;
};

/// Every pass over the songs is an order of its own; what a step reads is a function of the seed
/// and its number.
class Streams {
public:
    Streams(std::vector<Song> songs, StreamOptions options);

    std::int64_t stepsPerPass() const { return m_steps; }
    struct Step {
        EventBatch batch;
        torch::Tensor carried; ///< [B, 1], 1 where the row goes on from the last step's, else 0
    };
    Step at(std::int64_t step);

private:
    struct Place {
        std::size_t song = 0;
        std::int64_t from = 0;
    };
    void beginPass(std::int64_t pass);
    const Visit& visit(std::size_t row, std::size_t song);

    std::vector<Song> m_songs;
    StreamOptions m_options;
    std::vector<std::int64_t> m_lengths; ///< pieces in each song, at least
    std::int64_t m_steps = 0;
    std::int64_t m_pass = -1;
    std::vector<Place> m_places; ///< of this pass, one piece after the other
    struct Open {
        std::size_t song = 0;
        std::int64_t pass = -1;
        std::unique_ptr<Visit> visit;
    };
    std::vector<Open> m_open; ///< what each row is reading
};

} // namespace contrafact::models::bar_rnn
