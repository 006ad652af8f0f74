// SPDX-License-Identifier: GPL-3.0-or-later
// A stage that carries something from step to step beside its weights: the state of a recurrent
// network, the memory of a Transformer. It is saved with the stage, so that a resumed run goes on
// bit for bit.
#pragma once

#include "models/train/system.h"

#include <functional>
#include <memory>
#include <string>

namespace contrafact::models::train {

struct Carried {
    std::function<void(const std::string& prefix, TensorFile& file)> save;
    std::function<void(const std::string& prefix, const TensorFile& file)> load;
    int samplesPerStep = 1;
};

/// Of a lesson that has both.
template<typename Lesson>
Carried carriedBy(std::shared_ptr<Lesson> lesson, std::int64_t samplesPerStep) {
    return {.save = [lesson](const std::string& prefix,
                             TensorFile& file) { lesson->save(prefix, file); },
            .load = [lesson](const std::string& prefix,
                             const TensorFile& file) { lesson->load(prefix, file); },
            .samplesPerStep = static_cast<int>(samplesPerStep)};
}

std::unique_ptr<Stage> makeCarryingStage(std::unique_ptr<Stage> stage, Carried carried);

} // namespace contrafact::models::train
