// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/carrying_stage.h"

namespace contrafact::models::train {

namespace {

class CarryingStage : public Stage {
public:
    CarryingStage(std::unique_ptr<Stage> stage, Carried carried)
        : m_stage(std::move(stage))
        , m_carried(std::move(carried)) {}

    std::int64_t plannedSteps() const override { return m_stage->plannedSteps(); }
    int samplesPerStep() const override { return m_carried.samplesPerStep; }
    Values step(std::int64_t step, double progress) override {
        return m_stage->step(step, progress);
    }
    std::int64_t validateEvery() const override { return m_stage->validateEvery(); }
    Values validate() override { return m_stage->validate(); }
    bool finishedEarly() const override { return m_stage->finishedEarly(); }
    std::int64_t sampleEvery() const override { return m_stage->sampleEvery(); }
    KeptWeights::Scope composing() override { return m_stage->composing(); }
    Values finish() override { return m_stage->finish(); }
    void save(const std::string& prefix, TensorFile& file) const override {
        m_stage->save(prefix, file);
        m_carried.save(prefix, file);
    }
    void load(const std::string& prefix, const TensorFile& file) override {
        m_stage->load(prefix, file);
        m_carried.load(prefix, file);
    }

private:
    std::unique_ptr<Stage> m_stage;
    Carried m_carried;
};

} // namespace

std::unique_ptr<Stage> makeCarryingStage(std::unique_ptr<Stage> stage, Carried carried) {
    return std::make_unique<CarryingStage>(std::move(stage), std::move(carried));
}

} // namespace contrafact::models::train
