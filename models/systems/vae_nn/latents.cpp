// SPDX-License-Identifier: GPL-3.0-or-later
// Encoding the corpus with finished autoencoders, and what is measured on the result.
#include "core/corpus/windows.h"
#include "core/metrics/density.h"
#include "models/systems/vae_nn/stages.h"
#include "models/systems/vae_nn/walk.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

constexpr std::size_t kBankSegments = 3600; // 1 MB at K = 64
constexpr std::int64_t kMaxRows = 200'000;  // 256 MB at K = 64
constexpr int kCalibrationTurns = 2;        // eight bars
constexpr std::int64_t kCalibrationWalks = 320;

struct EncodedWindows {
    torch::Tensor latents; // [W, F, K]
    torch::Tensor plays;   // [W, F]
    torch::Tensor cells;   // [W, F] how many sound
};

torch::Tensor cellsOf(const encoding::GridSong& song, int family, const std::vector<int>& steps,
                      int transpose, bool velocities) {
    auto cells = torch::empty({static_cast<std::int64_t>(steps.size()), encoding::kPatchCells});
    float* row = cells.data_ptr<float>();
    for (const int step : steps) {
        encoding::fillPatches(song, family, step, transpose, velocities,
                              {row, encoding::kPatchCells});
        row += encoding::kPatchCells;
    }
    return cells;
}

EncodedWindows encodeWindows(Model& model, const encoding::GridSong& song,
                             const std::vector<int>& steps, int transpose,
                             const torch::Device& device) {
    std::vector<torch::Tensor> latents, plays, counts;
    for (int family = 0; family < encoding::kFamilies; ++family) {
        auto vae = model.nets.vaes[static_cast<std::size_t>(family)];
        const auto cells = cellsOf(song, family, steps, transpose, model.gaussian());
        latents.push_back(vae->encode(cells.to(device)).mean.cpu());
        plays.push_back(cells.amax(1) > 0);
        counts.push_back((cells > 0).sum(1).to(torch::kFloat32));
    }
    return {torch::stack(latents, 1), torch::stack(plays, 1), torch::stack(counts, 1)};
}

std::vector<int> stepsOf(const encoding::GridSong& song, int hop) {
    std::vector<int> steps;
    for (int step = 0; step < song.steps; step += hop) steps.push_back(step);
    return steps;
}

/// Copy 0 is in the original key.
int transposition(const train::Context& context, std::int64_t copy, std::size_t song) {
    const auto reach = context.params.integer("transpose");
    if (copy == 0 || reach == 0) return 0;
    nn::Random random(nn::mix(context.seed, static_cast<std::uint64_t>(copy), song));
    return static_cast<int>(random.below(2 * reach + 1) - reach);
}

LatentPairs encodeSplit(const train::Context& context, const corpus::Stretches& stretches,
                        Model& model, bool validation, std::int64_t copies) {
    const int hop = context.params.choice("window_hop") == "segment" ? encoding::kSteps : 8;
    std::vector<torch::Tensor> latents, plays;
    std::vector<std::int64_t> now;
    std::int64_t rows = 0;
    for (std::int64_t copy = 0; copy < copies; ++copy)
        for (const auto& [song, grid, heldOut] : stretches.all) {
            if (rows >= kMaxRows) break;
            const auto steps = stepsOf(*grid, hop);
            if (heldOut != validation || steps.empty()) continue;
            if (context.stopRequested && context.stopRequested()) throw train::Stopped{};
            const auto keys = transposition(context, copy, static_cast<std::size_t>(song));
            const auto encoded = encodeWindows(model, *grid, steps, keys, context.device);
            latents.push_back(encoded.latents);
            plays.push_back(encoded.plays);
            const auto count = static_cast<std::int64_t>(steps.size());
            for (std::int64_t w = 0; w + encoding::kSteps / hop < count; ++w)
                now.push_back(rows + w);
            rows += count;
        }
    const auto pairs = torch::tensor(now, torch::kInt64);
    if (rows == 0)
        return {torch::zeros({0, encoding::kFamilies, model.nets.latent}),
                torch::zeros({0, encoding::kFamilies}, torch::kBool), pairs, pairs};
    return {torch::cat(latents), torch::cat(plays), pairs, pairs + encoding::kSteps / hop};
}

using FamilyCounts = std::array<int, encoding::kFamilies>;

int noteCount(const encoding::Cells& cells) {
    return static_cast<int>(std::ranges::count_if(
        cells, [](std::uint8_t cell) { return (cell & encoding::kOnsetBit) != 0; }));
}

/// Plays one turn of all walks: counts the notes and leaves the input of the next one in `cells`.
void playTurn(const Walk& walk, const torch::Tensor& outputs, int turn, torch::Tensor& cells,
              std::vector<FamilyCounts>& notes) {
    for (std::int64_t piece = 0; piece < cells.size(0); ++piece)
        for (int family = 0; family < encoding::kFamilies; ++family) {
            const auto at = (piece * encoding::kFamilies + family) * encoding::kPatchCells;
            const auto seed =
                nn::mix(static_cast<std::uint64_t>(piece), static_cast<std::uint64_t>(turn));
            const auto chosen =
                walk.choose({outputs.data_ptr<float>() + at, encoding::kPatchCells}, family, seed);
            walk.fill(chosen, {cells.data_ptr<float>() + at, encoding::kPatchCells});
            notes[static_cast<std::size_t>(piece)][static_cast<std::size_t>(family)] +=
                noteCount(chosen);
        }
}

/// Notes of each family in pieces of eight bars, composed by the networks alone from places all
/// over the bank.
std::vector<FamilyCounts> composeMany(const Model& model, const Walk& walk, std::uint64_t seed) {
    auto generator = nn::generator(seed);
    const auto every = (model.bank.size() + kCalibrationWalks - 1) / kCalibrationWalks;
    auto z = model.bank.latents.slice(0, 0, model.bank.size(), every);
    auto cells = torch::empty({z.size(0), encoding::kFamilies, encoding::kPatchCells});
    std::vector<FamilyCounts> notes(static_cast<std::size_t>(z.size(0)));
    for (int turn = 0; turn < kCalibrationTurns; ++turn) {
        if (turn > 0) z = walk.encode(cells);
        z = walk.next(z, {}, {}, generator);
        playTurn(walk, walk.outputs(z).contiguous(), turn, cells, notes);
    }
    return notes;
}

/// Notes per bar over the pieces in which the family plays at all, as the corpus counts them.
double notesPerBar(const std::vector<FamilyCounts>& pieces, std::size_t family) {
    double notes = 0, playing = 0;
    for (const auto& piece : pieces) {
        notes += piece[family];
        playing += piece[family] > 0;
    }
    return playing > 0 ? notes / playing / (kBarsPerTurn * kCalibrationTurns) : 0;
}

/// The training songs' stretches, in an order of the seed's.
std::vector<const corpus::Stretch*> drawnStretches(const train::Context& context,
                                                   const corpus::Stretches& stretches) {
    std::vector<const corpus::Stretch*> drawn;
    for (const auto& stretch : stretches.all)
        if (!stretch.validation && stretch.grid->steps > 0) drawn.push_back(&stretch);
    // A shuffle of our own: std::shuffle is not the same everywhere.
    nn::Random random(nn::mix(context.seed, 7));
    for (std::size_t i = drawn.size(); i > 1; --i)
        std::swap(drawn[i - 1],
                  drawn[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
    return drawn;
}

} // namespace

LatentData encodeCorpus(const train::Context& context, const corpus::Stretches& stretches,
                        Model& model) {
    const torch::NoGradGuard still;
    return {encodeSplit(context, stretches, model, false, context.params.integer("net_copies")),
            encodeSplit(context, stretches, model, true, 1)};
}

void fillBank(const train::Context& context, const corpus::Stretches& stretches, Model& model) {
    const torch::NoGradGuard still;
    Bank bank = Bank::empty(model.nets.latent);
    std::vector<torch::Tensor> latents{bank.latents}, cells{bank.cells};
    for (const auto* stretch : drawnStretches(context, stretches)) {
        const auto steps = stepsOf(*stretch->grid, encoding::kSteps);
        if (bank.song.size() + steps.size() > kBankSegments) continue;
        if (context.stopRequested && context.stopRequested()) throw train::Stopped{};
        const auto encoded = encodeWindows(model, *stretch->grid, steps, 0, context.device);
        latents.push_back(encoded.latents);
        cells.push_back(encoded.cells);
        bank.song.insert(bank.song.end(), steps.size(),
                         static_cast<std::int64_t>(bank.songs.size()));
        bank.songs.push_back(context.corpus->songs[static_cast<std::size_t>(stretch->song)].name);
        bank.follows.insert(bank.follows.end(), steps.size() - 1, 1);
        bank.follows.push_back(0);
    }
    bank.latents = torch::cat(latents);
    bank.cells = torch::cat(cells);
    // Rounded as the file rounds it, so that a reloaded model composes the same.
    TensorFile file;
    bank.save(file);
    model.bank = Bank::empty(model.nets.latent);
    model.bank.load(file, model.silence());
}

void calibrateDensity(const train::Context& context, const corpus::Stretches& stretches,
                      Model& model) {
    if (model.bank.size() == 0) return;
    const torch::NoGradGuard still;
    const auto wanted = corpus::noteDensity(stretches);
    const Walk walk(model, WalkControls::from(context.composingControls()));
    constexpr int kRounds = 4;
    for (int round = 0; round < kRounds; ++round) {
        const auto pieces = composeMany(model, walk, nn::mix(context.seed, 8));
        for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
            const double got = notesPerBar(pieces, family);
            if (got <= 0) continue;
            const double change = std::clamp(wanted[family] / got, 0.5, 2.0);
            auto& factor = model.statistics.density[family];
            factor = std::clamp(factor * static_cast<float>(change), 0.1F, 10.0F);
        }
    }
}

} // namespace contrafact::models::vae_nn
