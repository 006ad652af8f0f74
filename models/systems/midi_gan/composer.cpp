// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_gan/composer.h"

#include "models/compose/composing.h"
#include "models/compose/model_composer.h"
#include "models/nn/random.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::models::midi_gan {

namespace {

constexpr int kBeatsPerBar = 4;
constexpr std::int64_t kNotesAtOnce = 64;
constexpr std::size_t kMaxNotesPerBar = 64;

class NoteComposer : public compose::ModelComposer<Model> {
public:
    NoteComposer(Model model, CheckpointInfo info)
        : ModelComposer(std::move(model), std::move(info)) {
        m_model.generator->eval();
    }

    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override;

private:
    std::vector<encoding::NoteRow> draw(const GenerationRequest& request, std::uint64_t turn);
};

std::vector<encoding::NoteRow> NoteComposer::draw(const GenerationRequest& request,
                                                  std::uint64_t turn) {
    auto generator = nn::generator(nn::mix(request.seed, turn));
    const auto noise =
        torch::randn({kNotesAtOnce, kNoise}, generator) * request.controls.real("truncation");
    return m_model.notes(m_model.generator(noise));
}

/// Independent draws, one after the other in the order in which they come: no order of notes is
/// learned. Each begins its step after the note before it.
Result<Generated> NoteComposer::generate(const GenerationRequest& request, std::stop_token stop) {
    if (const auto valid = compose::checkRequest(request, m_info, 0); !valid) return valid.error();
    const torch::NoGradGuard still;
    const encoding::PlaceOptions place{.bpm = request.controls.real("tempo"),
                                       .stepsPerBeat =
                                           std::stoi(request.controls.choice("quantise"))};
    const double end = request.bars * kBeatsPerBar * 60 / place.bpm;
    const auto most = static_cast<std::size_t>(request.bars) * kMaxNotesPerBar;
    std::vector<encoding::NoteRow> rows;
    double seconds = 0;
    for (std::uint64_t turn = 0; seconds < end && rows.size() < most; ++turn) {
        if (stop.stop_requested()) return Error{"cancelled"};
        for (const auto& row : draw(request, turn)) {
            seconds += rows.empty() ? 0 : row.step; // the music begins with its first note
            if (seconds >= end || rows.size() == most) break;
            rows.push_back(row);
        }
    }
    auto score = encoding::toScore(rows, place);
    const score::Tick last(std::int64_t{request.bars} * kBeatsPerBar * place.ppq);
    const auto placed = score.track(0).notes();
    std::vector<score::Note> kept(placed.begin(), placed.end());
    std::erase_if(kept, [&](const score::Note& note) { return note.onset >= last; });
    for (auto& note : kept) note.length = std::min(note.length, last - note.onset);
    score.editTrack(0).setNotes(std::move(kept));
    return Generated{.score = std::move(score),
                     .provenance = compose::provenance(request, m_info, nlohmann::json::object())};
}

} // namespace

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info) {
    return std::make_unique<NoteComposer>(std::move(model), std::move(info));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::opened<NoteComposer, Model>(file, info);
}

} // namespace contrafact::models::midi_gan
