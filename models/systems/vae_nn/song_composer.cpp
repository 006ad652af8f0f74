// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/song_composer.h"

#include "models/nn/random.h"
#include "models/systems/vae_nn/note_choice.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace contrafact::models::vae_nn {

namespace {

enum PlayDraw : std::uint64_t { kReturns = 21, kWhich, kStrikeDraws, kVelocities };

/// Latents between music are not those of music: decoding and encoding again brings them there.
constexpr int kRounds = 2;
/// How many cells sound: as many as in the song, and a tenth of what the decoder expects on top,
/// for choosing among unsure cells thins them.
constexpr double kSongCells = 1;
constexpr double kExpectedCells = 0.1;
constexpr float kPlayed = 0.5F;       ///< of what sounds in where the walk is; the rest is meant
constexpr double kReturnShare = 0.15; ///< of segments, from the third on, that came before
/// A bass is one voice; drums clash with nothing.
constexpr std::array<float, encoding::kFamilies> kSureBeside{0.5F, 0.5F, 2, 0.5F, 0};
constexpr double kStruckLength = 0.7; ///< of a note that is struck again at its end

std::size_t at(int step, int pitch) {
    return static_cast<std::size_t>(step * encoding::kPitches + pitch);
}

} // namespace

SongComposer::SongComposer(const Model& model, const SongIndex& bank, const WalkControls& controls,
                           std::uint64_t seed)
    : m_model(model)
    , m_controls(controls)
    , m_networks(model, controls)
    , m_walk(model, bank, controls, seed)
    , m_seed(seed)
    , m_velocities(model.statistics.velocities, nn::mix(seed, kVelocities)) {}

void SongComposer::start() {
    m_here = m_walk.start();
    m_walk.setOut(m_here);
}

void SongComposer::startFrom(const torch::Tensor& cells) {
    m_here.z = m_networks.encode(cells)[0];
    const auto counts = (cells[0] > 0).sum(1);
    for (int family = 0; family < encoding::kFamilies; ++family)
        m_here.cells[static_cast<std::size_t>(family)] = counts[family].item<float>();
    m_walk.setOut(m_here);
}

bool SongComposer::returns() const {
    const auto turn = m_before.size();
    return turn >= 2 && nn::Random(nn::mix(m_seed, kReturns, turn)).uniform() < kReturnShare;
}

encoding::Segment SongComposer::next(const SongIndex& songs, const torch::Tensor& offset) {
    Sounding cells;
    if (returns()) {
        nn::Random random(nn::mix(m_seed, kWhich, m_before.size()));
        const auto last = static_cast<std::int64_t>(m_before.size()) - 1;
        cells = m_before[static_cast<std::size_t>(random.below(last))];
    } else {
        cells = compose(songs, offset);
    }
    encoding::Segment segment;
    for (std::size_t family = 0; family < encoding::kFamilies; ++family)
        segment.cells[family] = played(cells[family], family);
    m_before.push_back(std::move(cells));
    return segment;
}

SongComposer::Sounding SongComposer::compose(const SongIndex& songs, const torch::Tensor& offset) {
    z();
    auto place = m_walk.next(m_here, songs, m_before.size());
    if (offset.defined()) place.z[0].add_(offset);
    Sounding out;
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        const auto index = static_cast<std::int64_t>(family);
        out[family].assign(encoding::kPatchCells, false);
        if (place.plays(family) && m_model.statistics.density[family] > 0)
            out[family] = sounding(place.z[index], family, place.cells[family]);
        place.cells[family] = static_cast<float>(std::ranges::count(out[family], true));
    }
    m_here = std::move(place);
    m_unheard = out;
    return out;
}

const torch::Tensor& SongComposer::z() {
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        auto& cells = m_unheard[family];
        if (m_here.plays(family) && !cells.empty()) {
            auto z = m_here.z[static_cast<std::int64_t>(family)];
            z.copy_((1 - kPlayed) * z + kPlayed * encoded(cells, family));
        }
        cells.clear();
    }
    return m_here.z;
}

std::vector<bool> SongComposer::sounding(const torch::Tensor& z, std::size_t family,
                                         float cells) const {
    auto chosen = decoded(z, family, cells);
    for (int round = 0; round < kRounds; ++round) {
        auto again = decoded(encoded(chosen, family), family, cells);
        if (again == chosen) break;
        chosen = std::move(again);
    }
    return chosen;
}

std::vector<bool> SongComposer::decoded(const torch::Tensor& z, std::size_t family,
                                        float cells) const {
    auto vae = m_model.nets.vaes[family];
    const auto raw = vae->decode(z.unsqueeze(0));
    const auto out = (m_model.gaussian() ? raw.clamp(0, 1) : raw.sigmoid()).contiguous();
    const auto* values = out.data_ptr<float>();
    Likelihoods likely(encoding::kPatchCells);
    for (int step = 0; step < encoding::kSteps; ++step)
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch)
            likely[at(step, pitch)] = values[encoding::patchIndex(step, pitch)];
    alikeBars(likely);
    const auto above =
        std::ranges::count_if(likely, [&](float value) { return value >= m_controls.threshold; });
    const double expected = std::accumulate(likely.begin(), likely.end(), 0.0);
    const double count = m_controls.byExpectation
                             ? m_controls.density * (kSongCells * cells + kExpectedCells * expected)
                             : static_cast<double>(above);
    return chooseCells(likely, count, kSureBeside[family]);
}

torch::Tensor SongComposer::encoded(const std::vector<bool>& cells, std::size_t family) const {
    auto input = torch::zeros({1, encoding::kPatchCells});
    auto* values = input.data_ptr<float>();
    const float sounds =
        m_model.gaussian() ? m_model.statistics.velocities[family][0].mean / 127 : 1.0F;
    for (int step = 0; step < encoding::kSteps; ++step)
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch)
            if (cells[at(step, pitch)]) values[encoding::patchIndex(step, pitch)] = sounds;
    auto vae = m_model.nets.vaes[family];
    return vae->encode(input).mean[0];
}

/// Velocities and onsets. A pitch that sounds on from the step before, over segments too, is held,
/// or struck again as often as songs do it at that place of the bar, the same all through the
/// piece.
encoding::Cells SongComposer::played(const std::vector<bool>& cells, std::size_t family) {
    const auto& strikes = m_model.statistics.strikes[family];
    const bool drums = static_cast<int>(family) == encoding::kDrums;
    const auto* before = m_before.empty() ? nullptr : &m_before.back()[family];
    const auto first = static_cast<std::int64_t>(m_before.size()) * encoding::kSteps;
    encoding::Cells out{};
    for (int step = 0; step < encoding::kSteps; ++step) {
        const auto place = static_cast<std::size_t>(step) % strikes.size();
        nn::Random random(nn::mix(nn::mix(m_seed, kStrikeDraws), family, place));
        const bool again = drums || (m_controls.repeats && random.uniform() < strikes[place]);
        const auto velocity = m_velocities.at(family, first + step);
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
            if (!cells[at(step, pitch)]) continue;
            const bool held = step > 0 ? cells[at(step - 1, pitch)]
                                       : before && (*before)[at(encoding::kSteps - 1, pitch)];
            const bool onset = !held || again;
            const auto loud =
                onset || step == 0
                    ? velocity
                    : static_cast<std::uint8_t>(out[at(step - 1, pitch)] & encoding::kVelocityMask);
            out[at(step, pitch)] =
                static_cast<std::uint8_t>(loud | (onset ? encoding::kOnsetBit : 0));
        }
    }
    return out;
}

void articulate(score::Score& score) {
    for (int i = 0; i < score.trackCount(); ++i) {
        if (score.track(i).info.isDrums()) continue;
        auto notes = std::vector(score.track(i).notes().begin(), score.track(i).notes().end());
        std::array<score::Note*, encoding::kPitches> last{};
        for (auto& note : notes) {
            auto& before = last[static_cast<std::size_t>(note.pitch.value)];
            if (before && before->end() == note.onset)
                before->length = score::Tick(static_cast<std::int64_t>(
                    kStruckLength * static_cast<double>(before->length.value)));
            before = &note;
        }
        score.editTrack(i).setNotes(std::move(notes));
    }
}

} // namespace contrafact::models::vae_nn
