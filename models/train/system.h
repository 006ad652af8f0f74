// SPDX-License-Identifier: GPL-3.0-or-later
// What a system offers to be trained: stages that follow each other, each a network (or a
// generator and its discriminator) with its data and its optimisers. The Trainer owns the rest:
// order, budgets, checkpoints, telemetry. Everything here runs on the training thread.
#pragma once

#include "models/api/generation.h"
#include "models/api/training.h"
#include "models/nn/torch.h"
#include "models/train/kept_weights.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace contrafact::models::train {

/// A value for the curve of that key in the descriptor.
struct NamedValue {
    std::string curve;
    double value = 0;
};
using Values = std::vector<NamedValue>;

/// One stage under training. likelihood_stage.h and adversarial_stage.h are what systems use. What
/// a step draws at random must be a function of the seed, the stage and `step` alone; then a
/// resumed run continues bit for bit.
class Stage {
public:
    virtual ~Stage() = default;
    /// By the parameters' own length; 0: nothing to learn here, the stage is passed over.
    virtual std::int64_t plannedSteps() const = 0;
    virtual int samplesPerStep() const = 0;
    /// One step of the optimisers. `progress` is the share of the stage that is done, 0..1, for
    /// schedules. Throws nn::Diverged.
    virtual Values step(std::int64_t step, double progress) = 0;
    virtual std::int64_t validateEvery() const = 0;
    virtual Values validate() = 0;
    /// Asked after each validation: the stage has learned what it can and ends before its time.
    virtual bool finishedEarly() const { return false; }
    /// Steps between two samples for the timeline; 0: only one at the stage's end.
    virtual std::int64_t sampleEvery() const { return 0; }
    /// The weights to compose with are in the networks while the scope lives.
    [[nodiscard]] virtual KeptWeights::Scope composing() { return {}; }
    /// After the last step: the weights to compose with stay in the networks, statistics are
    /// measured. Gives the last validation's values.
    virtual Values finish() { return validate(); }
    /// Optimisers and weights under training.
    virtual void save(const std::string& prefix, TensorFile& file) const = 0;
    virtual void load(const std::string& prefix, const TensorFile& file) = 0;
};

class TrainableSystem {
public:
    virtual ~TrainableSystem() = default;
    virtual int stageCount() const = 0;
    /// The stage's share of a budget of time or steps; the shares add up to 1.
    virtual double share(int stage) const = 0;
    /// Prepares the data and draws the weights of a stage; earlier stages are finished or loaded.
    virtual std::unique_ptr<Stage> begin(int stage) = 0;
    /// What composing needs: weights and statistics of all stages so far.
    virtual void save(TensorFile& file) const = 0;
    virtual void load(const TensorFile& file) = 0;
    /// Measures anew on the songs what composing keeps of them besides weights, for checkpoints of
    /// earlier versions. False: there is nothing of the kind.
    virtual bool measureAnew() { return false; }
    /// Music that shows what the stage under way has learned; nothing when it has learned nothing
    /// that sounds. Called with the weights to compose with in place.
    virtual std::optional<Sample> sample() = 0;
};

/// What a system is built from.
struct Context {
    const SystemDescriptor& descriptor;
    Params params;
    std::shared_ptr<const corpus::Corpus> corpus;
    std::uint64_t seed = 1;
    torch::Device device = torch::kCPU;
    std::function<void(const std::string&)> log;
    /// Tells the person that something is going wrong.
    std::function<void(const std::string&)> warn;
    /// Asked by long preparations, which then throw Stopped.
    std::function<bool()> stopRequested;

    /// How samples are composed: as the preset says that the parameters are.
    Params composingControls() const { return descriptor.controlsAfter(params); }
};

/// A copy on the CPU with weights of its own, to compose with while the training goes on.
template<typename Model>
Model onCpu(const Model& model, const Params& params) {
    TensorFile file;
    model.save(file);
    Model copy(params);
    copy.load(file);
    return copy;
}

/// Eight bars with the controls of the training's preset, always of one seed, so that samples can
/// be compared.
inline std::optional<Sample> sampleOf(Composer& composer, const Context& context) {
    auto music = composer.generate({.controls = context.composingControls()}, {});
    if (!music) return std::nullopt;
    return Sample{std::move(music->score), std::move(music->abc), std::move(music->images)};
}

/// Thrown out of a preparation that was asked to stop; nothing is lost but the preparation.
struct Stopped {};

/// A system of one stage, all of whose state is a Model (made of training parameters) with save()
/// and load(). What is left to write is begin() and sample().
template<typename Model>
class OneStageSystem : public TrainableSystem {
public:
    explicit OneStageSystem(const Context& context)
        : m_context(context)
        , m_model(context.params) {}
    int stageCount() const override { return 1; }
    double share(int) const override { return 1; }
    void save(TensorFile& file) const override { m_model.save(file); }
    void load(const TensorFile& file) override { m_model.load(file); }

protected:
    Context m_context;
    Model m_model;
};

/// Such a system whose samples are composed with a copy of its model; `makeComposer` takes the
/// model and a CheckpointInfo. What is left to write is begin().
template<typename Model, auto makeComposer>
class SampledSystem : public OneStageSystem<Model> {
public:
    using OneStageSystem<Model>::OneStageSystem;
    std::optional<Sample> sample() override {
        const auto& context = this->m_context;
        return sampleOf(*makeComposer(onCpu(this->m_model, context.params),
                                      CheckpointInfo{.system = context.descriptor.id}),
                        context);
    }
};

/// A system's torch side, found by the descriptor's id.
struct Builder {
    std::string id;
    std::unique_ptr<TrainableSystem> (*training)(const Context&);
    std::unique_ptr<Composer> (*composer)(const TensorFile&, const CheckpointInfo&);
};
/// Generated from the same list as systems().
const std::vector<Builder>& builders();
const Builder& builderOf(const std::string& id);

} // namespace contrafact::models::train
