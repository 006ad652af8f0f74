// SPDX-License-Identifier: GPL-3.0-or-later
// The library's face: here, and only here, exceptions become errors.
#include "models/api/networks.h"
#include "models/compose/asking.h"
#include "models/nn/device.h"
#include "models/nn/tensors.h"
#include "models/train/trainer.h"

#include <torch/version.h>

#include <algorithm>
#include <string>

namespace contrafact::models {

namespace {

/// torch appends a stack trace after the first line; people need the sentence only.
Error clean(const std::exception& problem) {
    std::string text = problem.what();
    if (const auto* torchProblem = dynamic_cast<const c10::Error*>(&problem))
        text = torchProblem->what_without_backtrace();
    return {text.substr(0, text.find('\n'))};
}

/// Turns what a composer throws into errors.
class GuardedComposer : public Composer {
public:
    explicit GuardedComposer(std::unique_ptr<Composer> inner)
        : m_inner(std::move(inner)) {}

    const CheckpointInfo& info() const override { return m_inner->info(); }

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override {
        try {
            return compose::ask(*m_inner, request, stop);
        } catch (const std::exception& problem) {
            return clean(problem);
        }
    }

    Result<LatentMap> latentMap() override {
        try {
            return m_inner->latentMap();
        } catch (const std::exception& problem) {
            return clean(problem);
        }
    }

    Result<PieceLikelihood> likelihood(const score::Score& piece,
                                       const std::vector<StyleSet>& styles,
                                       std::stop_token stop) override {
        try {
            return m_inner->likelihood(piece, styles, std::move(stop));
        } catch (const std::exception& problem) {
            return clean(problem);
        }
    }

    Result<LearnedStyle> learnStyle(const std::vector<score::Score>& songs,
                                    const StyleLesson& lesson, std::stop_token stop) override {
        try {
            return m_inner->learnStyle(songs, lesson, std::move(stop));
        } catch (const std::exception& problem) {
            return clean(problem);
        }
    }

private:
    std::unique_ptr<Composer> m_inner;
};

bool forTrainingOnly(const std::string& name) {
    return name.starts_with(std::string(train::kTrainingPrefix) + "/");
}

/// Measured on songs, not learned.
bool isStatistic(const std::string& name) {
    return name.starts_with("statistics/");
}

/// Weights in half precision and without what only resuming needs.
TensorFile slimmed(TensorFile file) {
    std::erase_if(file.tensors, [](const auto& item) { return forTrainingOnly(item.first); });
    for (auto& [name, tensor] : file.tensors) {
        const bool weights = tensor.type == DType::F32 && !isStatistic(name);
        if (weights) tensor = nn::toFile(nn::fromFile(tensor), DType::F16);
    }
    file.metadata.erase("position");
    return file;
}

/// What a checkpoint keeps of songs, from these songs.
void measureAnew(TensorFile& file, const CheckpointInfo& info,
                 std::shared_ptr<const corpus::Corpus> songs) {
    const train::Context context{.descriptor = *findSystem(info.system),
                                 .params = info.params,
                                 .corpus = std::move(songs),
                                 .seed = info.seed,
                                 .log = [](const std::string&) {}};
    const auto system = train::builderOf(info.system).training(context);
    system->load(file);
    if (!system->measureAnew())
        throw std::runtime_error(context.descriptor.title +
                                 " keeps nothing of its songs that could be measured anew");
    std::erase_if(file.tensors, [](const auto& item) { return !forTrainingOnly(item.first); });
    system->save(file);
    file.metadata["version"] = std::to_string(context.descriptor.version);
}

/// The weights of `other`, a checkpoint of the same networks, into those of `file`.
void averageIn(TensorFile& file, const CheckpointInfo& info, const std::filesystem::path& other,
               double share) {
    const auto path = resolveCheckpoint(other);
    if (!path) throw std::runtime_error(path.message());
    const auto found = peekCheckpoint(*path);
    if (!found) throw std::runtime_error(found.message());
    if (found->system != info.system || !findSystem(info.system)->learnsOn)
        throw std::runtime_error("only two models of one system that can learn on from each "
                                 "other's weights can be averaged");
    const auto second = loadTensors(*path);
    if (!second) throw std::runtime_error(second.message());
    for (auto& [name, tensor] : file.tensors) {
        if (forTrainingOnly(name) || isStatistic(name)) continue;
        const auto own = nn::fromFile(tensor).to(torch::kFloat32);
        auto mean = torch::empty_like(own);
        nn::loadTensor(mean, name, *second);
        tensor = nn::toFile(torch::lerp(own, mean, share), DType::F32);
    }
}

class TorchNetworks : public Networks {
public:
    std::vector<DeviceInfo> devices() const override { return nn::devices(); }
    std::string version() const override { return TORCH_VERSION; }
    std::string blasWarning() const override { return nn::blasWarning(); }

    Result<void> train(const TrainingRequest& request, TrainingChannel& channel) override {
        const auto* system = findSystem(request.system);
        if (!system) return Error{"there is no system '" + request.system + "'"};
        if (const auto valid = system->training.check(request.params); !valid) return valid;
        if (!request.corpus || request.corpus->songs.empty())
            return Error{"the corpus has no songs; import some MIDI files first"};
        try {
            return train::Trainer(request, channel).run();
        } catch (const std::exception& problem) {
            return clean(problem);
        }
    }

    Result<std::unique_ptr<Composer>> open(const std::filesystem::path& runOrFile) override {
        const auto path = resolveCheckpoint(runOrFile);
        if (!path) return path.error();
        auto info = peekCheckpoint(*path);
        if (!info) return info.error();
        const auto file = loadTensors(*path);
        if (!file) return file.error();
        try {
            return std::unique_ptr<Composer>(std::make_unique<GuardedComposer>(
                train::builderOf(info->system).composer(*file, *info)));
        } catch (const std::exception& problem) {
            return Error{path->string() + ": " + clean(problem).message};
        }
    }

    Result<void> exportCheckpoint(const std::filesystem::path& runOrFile,
                                  const std::filesystem::path& path,
                                  const ExportOptions& options) override {
        const auto from = resolveCheckpoint(runOrFile);
        if (!from) return from.error();
        const auto info = peekCheckpoint(*from);
        if (!info) return info.error();
        auto file = loadTensors(*from);
        if (!file) return file.error();
        try {
            if (!options.averagedWith.empty())
                averageIn(*file, *info, options.averagedWith, options.share);
            if (options.songs) measureAnew(*file, *info, options.songs);
            return saveTensors(slimmed(std::move(file).value()), path);
        } catch (const std::exception& problem) {
            return clean(problem);
        }
    }
};

} // namespace

} // namespace contrafact::models

extern "C" __attribute__((visibility("default"))) contrafact::models::Networks*
contrafact_networks() {
    contrafact::models::nn::setThreads(1); // composing: small products, and sound beside it
    static contrafact::models::TorchNetworks networks;
    return &networks;
}
