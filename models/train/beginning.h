// SPDX-License-Identifier: GPL-3.0-or-later
// What a run begins with: the request with all that a resumed run says itself, the checkpoint that
// it goes on from, or the weights of another model. Any thread.
#pragma once

#include "models/api/checkpoint.h"
#include "models/api/training.h"

#include <filesystem>
#include <string>

namespace contrafact::models::train {

/// The request, with what it leaves open filled in from the run that it resumes.
TrainingRequest filledIn(TrainingRequest request);

/// The newest good checkpoint of the run that is resumed. The error says what of the request the
/// run was not trained with: parameters that may not change on the way, songs, seed.
struct ResumedRun {
    std::filesystem::path path;
    CheckpointInfo info;
    TensorFile file;
};
Result<ResumedRun> resumedRun(const TrainingRequest& request);

/// Another model's weights, and what is said of where they come from.
struct TakenWeights {
    TensorFile file;
    std::string from;
};
/// Those that a new run is told to begin with. The error says why its networks cannot have them.
Result<TakenWeights> takenWeights(const TrainingRequest& request);

} // namespace contrafact::models::train
