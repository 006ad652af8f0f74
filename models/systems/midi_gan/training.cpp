// SPDX-License-Identifier: GPL-3.0-or-later
// One stage: the generator of notes against its discriminator.
#include "models/nn/random.h"
#include "models/systems/midi_gan/composer.h"
#include "models/train/adversarial_stage.h"
#include "models/train/chosen_songs.h"

namespace contrafact::models::midi_gan {

namespace {

constexpr std::int64_t kMeasuredNotes = 1024; // for batch norm's statistics of averaged weights

/// What of a run's random draws is independent of each other; the stage itself has 2 and 5.
enum Stream : std::uint64_t { kWeights = 16, kMeasured = 18 };

class GanTraining : public train::OneStageSystem<Model> {
public:
    explicit GanTraining(const train::Context& context)
        : OneStageSystem(context)
        , m_discriminator(context.params.real("dropout")) {
        readNotes();
    }

    std::unique_ptr<train::Stage> begin(int stage) override;
    std::optional<Sample> sample() override;

private:
    void readNotes();
    void initialise();
    torch::Tensor noise(std::int64_t count, at::Generator& generator) const {
        return torch::randn({count, kNoise}, generator).to(m_context.device);
    }

    Discriminator m_discriminator;
    torch::Tensor m_rows; ///< [N, 3], scaled, on the device
};

void GanTraining::readNotes() {
    std::vector<float> values;
    for (const auto index : train::chosenSongs(m_context)) {
        if (m_context.stopRequested && m_context.stopRequested()) throw train::Stopped();
        const auto& song = m_context.corpus->songs[index];
        const auto rows = encoding::noteRows(song.score);
        if (rows.empty()) {
            m_context.log(song.name + " is left out: it has no pitched notes");
            continue;
        }
        for (const auto& row : rows)
            for (const double value : {static_cast<double>(row.pitch), row.step, row.duration})
                values.push_back(static_cast<float>(value));
        m_model.files.push_back(song.name);
    }
    const auto rows = torch::tensor(values).view({-1, kColumns});
    if (rows.size(0) > 0) m_model.measureScale(rows, m_context.params.choice("scaling") == "range");
    m_rows = m_model.scaled(rows).to(m_context.device);
    m_context.log(std::to_string(rows.size(0)) + " notes of " +
                  std::to_string(m_model.files.size()) + " songs");
}

void GanTraining::initialise() {
    nn::drawn(m_model.generator, nn::mix(m_context.seed, kWeights), m_context.device);
    nn::drawn(m_discriminator, nn::mix(m_context.seed, kWeights, 1), m_context.device);
}

std::unique_ptr<train::Stage> GanTraining::begin(int) {
    initialise();
    const auto batch = m_context.params.integer("batch");
    auto system = train::Adversarial{
        .generator = m_model.generator.ptr(),
        .discriminator = m_discriminator.ptr(),
        .seed = m_context.seed,
        .examples = m_rows.size(0),
        .generate =
            [this, batch](train::StepDraws& draws) {
                m_model.generator->train();
                return m_model.generator(noise(batch, draws.generator));
            },
        .realBatch =
            [this, batch](train::StepDraws& draws) {
                const auto which =
                    torch::randint(m_rows.size(0), {batch}, draws.generator, torch::kInt64);
                return m_rows.index_select(0, which.to(m_context.device));
            },
        .judge =
            [this](const torch::Tensor& rows, at::Generator& drops) {
                auto output = m_discriminator->forward(rows, drops);
                return train::Judgement{output.logits, output.features};
            },
        .warn = m_context.warn,
        .measure =
            [this] {
                auto generator = nn::generator(nn::mix(m_context.seed, kMeasured));
                m_model.generator->measure(noise(kMeasuredNotes, generator));
            }};
    return train::makeAdversarialStage(std::move(system),
                                       train::AdversarialOptions::from(m_context.params));
}

std::optional<Sample> GanTraining::sample() {
    auto copy = train::onCpu(m_model, m_context.params);
    return train::sampleOf(*makeComposerOf(std::move(copy), {.system = m_context.descriptor.id}),
                           m_context);
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return std::make_unique<GanTraining>(context);
}

} // namespace contrafact::models::midi_gan
