// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluating: real music, baselines, and what networks and files hold, each over equally many bars.
#pragma once

#include "core/jobs/progress.h"
#include "core/metrics/evaluation.h"
#include "models/api/generation.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::models {

/// A run folder, a checkpoint, a folder of music or a file of music.
struct EvaluationSource {
    std::string name; ///< heading of the column
    std::filesystem::path path;
};

struct EvaluationRequest {
    std::shared_ptr<const corpus::Corpus> reference;
    std::vector<EvaluationSource> sources;
    int bars = 2000; ///< of each column; fewer where the real music has fewer
    /// Real music is cut into pieces of so many bars and composers compose them; kWholePieces takes
    /// real music as it is.
    int pieceBars = metrics::kBarsPerPiece;
    std::uint64_t seed = 1;
};

using OpenComposer =
    std::function<Result<std::unique_ptr<Composer>>(const std::filesystem::path& checkpoint)>;

/// A path that composes (a run folder or a checkpoint), in difference to one that holds music.
bool isComposing(const std::filesystem::path& path);

/// Runs to the end on the calling thread, never the GUI's; the columns are training music, held-out
/// music, training music on the systems' grid of 2 steps a beat, then the sources, then what any of
/// them must beat: noise and the Markov chain. Composers compose with seeds counting up and their
/// system's default controls; of a folder of music pieces are drawn. `open` is called for sources
/// that compose and `progress` on this thread. A source that cannot be read or that fails on the
/// way becomes a column with a remark; only a reference without music and stopping ("cancelled")
/// are errors.
Result<metrics::Evaluation> evaluate(const EvaluationRequest& request, const OpenComposer& open,
                                     const ProgressSink& progress, std::stop_token stop);

} // namespace contrafact::models
