// SPDX-License-Identifier: GPL-3.0-or-later
// What all composers that are a trained model have in common: where the model comes from and what
// is known of it. A system derives from it and writes generate().
#pragma once

#include "models/api/generation.h"

#include <memory>
#include <utility>

namespace contrafact::models::compose {

/// `Model` holds a system's weights and statistics, on the CPU; copies share the weights.
template<typename Model>
class ModelComposer : public Composer {
public:
    ModelComposer(Model model, CheckpointInfo info)
        : m_model(std::move(model))
        , m_info(std::move(info)) {}
    const CheckpointInfo& info() const override { return m_info; }

protected:
    Model m_model;
    CheckpointInfo m_info;
};

/// The composer of a checkpoint: a Model is made of the training parameters and reads its weights.
/// Throws where names or shapes differ.
template<typename SystemComposer, typename Model>
std::unique_ptr<Composer> opened(const TensorFile& file, const CheckpointInfo& info) {
    Model model(info.params);
    model.load(file);
    return std::make_unique<SystemComposer>(std::move(model), info);
}

} // namespace contrafact::models::compose
