// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/best_of.h"

#include "core/metrics/faults.h"
#include "models/api/specs.h"
#include "models/nn/random.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace contrafact::models::compose {

namespace {

constexpr std::uint64_t kPieceDraw = 41;

std::uint64_t seedOf(const GenerationRequest& request, std::int64_t piece) {
    return piece == 0 ? request.seed
                      : nn::mix(request.seed, kPieceDraw, static_cast<std::uint64_t>(piece));
}

struct Choice {
    std::int64_t piece = 0; ///< counted from 0
    double faults = 0;
};

/// The story tells the request's seed, which gives the same piece again, and how it was chosen.
void tell(const Choice& choice, const GenerationRequest& request, Generated& music) {
    auto story = nlohmann::json::parse(music.provenance);
    story["seed"] = request.seed;
    story["piece_chosen"] = choice.piece + 1;
    story["faults"] = choice.faults;
    music.provenance = story.dump();
}

} // namespace

Result<Generated> bestOf(Composer& composer, const GenerationRequest& request,
                         std::stop_token stop) {
    const auto pieces =
        request.controls.has(kChooseFrom) ? request.controls.integer(kChooseFrom) : 1;
    if (pieces <= 1) return composer.generate(request, stop);
    auto one = request;
    one.onMusic = {};
    one.latentOffset.clear();
    Generated best;
    Choice choice{.faults = std::numeric_limits<double>::infinity()};
    for (std::int64_t piece = 0; piece < pieces && choice.faults > 0; ++piece) {
        one.seed = seedOf(request, piece);
        auto made = composer.generate(one, stop);
        if (!made) return made;
        const double faults = metrics::faultiness(made->score, request.bars);
        if (faults >= choice.faults) continue;
        best = std::move(*made);
        choice = {piece, faults};
    }
    if (!request.latentOffset.empty()) {
        one.seed = seedOf(request, choice.piece);
        one.latentOffset = request.latentOffset;
        auto moved = composer.generate(one, stop);
        if (!moved) return moved;
        best = std::move(*moved);
    }
    tell(choice, request, best);
    if (request.onMusic) request.onMusic(best.score);
    return best;
}

} // namespace contrafact::models::compose
