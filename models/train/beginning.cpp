// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/beginning.h"

#include "core/base/path_text.h"
#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "models/api/specs.h"

#include <algorithm>

namespace contrafact::models::train {

namespace {

/// How fast and how steadily a run learns may change when it is resumed (after it has diverged,
/// say); what it learns may not.
bool continues(const ParamSchema& schema, const Params& before, const Params& now) {
    return std::ranges::all_of(schema.specs(), [&](const ParamSpec& spec) {
        return changesOnTheWay(spec.role) || before.at(spec.key) == now.at(spec.key);
    });
}

Result<void> checkResumed(const CheckpointInfo& info, const TrainingRequest& request) {
    const auto run = request.run.string();
    if (info.system != request.system ||
        !continues(findSystem(request.system)->training, info.params, request.params))
        return Error{run + " was trained with other parameters; resume it with its own"};
    if (info.corpusHash != request.corpus->hash)
        return Error{run + " was trained on other songs (" + info.corpusName +
                     "); resume it with the same corpus"};
    if (info.seed != request.seed)
        return Error{run + " was trained with seed " + std::to_string(info.seed) +
                     "; resume it with the same seed"};
    return {};
}

Result<void> checkTaken(const CheckpointInfo& info, const TrainingRequest& request,
                        const std::string& name) {
    const auto& descriptor = *findSystem(request.system);
    if (!descriptor.learnsOn) return Error{descriptor.id + " always begins with new weights"};
    if (info.system != request.system)
        return Error{name + " holds weights of " + info.system + ", not of " + request.system};
    for (const auto& spec : descriptor.training.specs())
        if (spec.role == ParamRole::Shape &&
            info.params.at(spec.key) != request.params.at(spec.key))
            return Error{name + " holds other networks: its " + spec.key +
                         " differs, train with its own"};
    return {};
}

} // namespace

TrainingRequest filledIn(TrainingRequest request) {
    const auto run = request.resume ? readRun(request.run) : Error{"a new run"};
    if (!run) return request;
    if (request.threads == 0) request.threads = run->threads;
    if (request.device == "auto" && !run->deviceId.empty()) request.device = run->deviceId;
    if (!request.maxSteps && !request.maxSeconds) {
        request.maxSteps = run->maxSteps;
        if (run->maxSeconds) request.maxSeconds = std::max(1.0, *run->maxSeconds - run->seconds);
    }
    return request;
}

Result<ResumedRun> resumedRun(const TrainingRequest& request) {
    const auto path = resolveCheckpoint(request.run);
    if (!path) return path.error();
    auto info = peekCheckpoint(*path);
    if (!info) return info.error();
    if (const auto same = checkResumed(*info, request); !same) return same.error();
    auto file = loadTensors(*path);
    if (!file) return file.error();
    return ResumedRun{*path, std::move(info).value(), std::move(file).value()};
}

Result<TakenWeights> takenWeights(const TrainingRequest& request) {
    const auto name = base::pathText(request.weights.filename());
    const auto info = peekCheckpoint(request.weights);
    if (!info) return info.error();
    if (const auto fits = checkTaken(*info, request, name); !fits) return fits.error();
    auto file = loadTensors(request.weights);
    if (!file) return file.error();
    return TakenWeights{std::move(file).value(), name + ", step " + std::to_string(info->step)};
}

} // namespace contrafact::models::train
