// SPDX-License-Identifier: GPL-3.0-or-later
// Composing as the window and the command line see it.
#pragma once

#include "core/base/result.h"
#include "core/encoding/grid.h"
#include "core/score/score.h"
#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"

#include <array>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::models {

/// Songs that lend their style. Sets are chosen between by weight, then an element uniformly.
struct StyleSet {
    std::string name;
    double weight = 1;
    std::shared_ptr<const std::vector<encoding::GridSong>> songs;
};

struct GenerationRequest {
    Params controls;        ///< of SystemDescriptor::generation
    std::uint64_t seed = 1; ///< the same request gives the same notes on the same device
    int bars = 8;           ///< of 4/4
    std::optional<score::Score> primer; ///< what comes before; its last bars are gone on from
    std::optional<score::Score> target; ///< blend: the other end
    std::vector<StyleSet> styles;
    std::vector<float> latentOffset; ///< added to the first latent, one per slider; may be empty
    /// Told the music so far, again and again, by systems that stream; on the composer's thread.
    std::function<void(const score::Score&)> onMusic;
};

struct Generated {
    score::Score score;              ///< from tick 0, one track per instrument family that sounds
    std::vector<float> latent;       ///< of the first turn, what the sliders show
    std::array<float, 2> mapPoint{}; ///< where that is on the latent map
    std::string provenance; ///< one line of JSON: system, checkpoint hash, seed, controls, styles
    bool cut = false;       ///< stopped on the way: this is what had come
};

/// The training songs' segments in the plane of the latent's first two principal directions.
struct LatentMap {
    struct Point {
        float x = 0;
        float y = 0;
        int song = 0;
    };
    std::vector<Point> points;
    std::vector<std::string> songs;
};

/// A loaded checkpoint, ready to compose. Used by one thread at a time, never the GUI's.
class Composer {
public:
    virtual ~Composer() = default;
    virtual const CheckpointInfo& info() const = 0;
    /// Checks the request against the schema. Stopping gives the error "cancelled", or what has
    /// come so far where the system streams and has made a note.
    virtual Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) = 0;
    virtual Result<LatentMap> latentMap() = 0;
};

} // namespace contrafact::models
