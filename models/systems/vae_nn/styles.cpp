// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/styles.h"

#include "core/corpus/windows.h"
#include "models/nn/random.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace contrafact::models::vae_nn {

namespace {

enum StyleDraw : std::uint64_t { kStyle = 3, kFollow = 9 };
constexpr std::size_t kRemembered = 16;

} // namespace

torch::Tensor cellsAt(const encoding::GridSong& song, int step, bool velocities) {
    auto cells = torch::empty({1, encoding::kFamilies, encoding::kPatchCells});
    encoding::fillPatches(song, step, velocities,
                          std::span<float, encoding::kAllPatchCells>(cells.data_ptr<float>(),
                                                                     encoding::kAllPatchCells));
    return cells;
}

/// Of the sets that are usable one by weight; `chance` is uniform in [0, 1).
template<typename Usable>
const Styles::Encoded* Styles::pick(const GenerationRequest& request, const Walk& walk,
                                    double chance, Usable&& usable) {
    std::vector<std::pair<double, const Encoded*>> sets;
    double sum = 0;
    for (const auto& set : request.styles) {
        if (!set.songs || set.weight <= 0) continue;
        const auto& known = encoded(set, walk);
        if (!usable(known)) continue;
        sets.emplace_back(set.weight, &known);
        sum += set.weight;
    }
    double left = chance * sum;
    for (const auto& [weight, known] : sets) {
        if (left < weight) return known;
        left -= weight;
    }
    return sets.empty() ? nullptr : sets.back().second; // rounding may step past the last
}

torch::Tensor Styles::latents(const GenerationRequest& request, const Walk& walk,
                              std::uint64_t turn) {
    nn::Random random(nn::mix(request.seed, kStyle, turn));
    const auto one = [&]() -> torch::Tensor { // [F, K]
        const auto* set = pick(request, walk, random.uniform(),
                               [](const Encoded& each) { return each.different.size(0) > 0; });
        return set ? set->different[random.below(set->different.size(0))] : torch::Tensor();
    };
    auto first = one();
    if (!first.defined()) return {};
    if (request.controls.flag("keep_together")) return first.unsqueeze(0);
    std::vector<torch::Tensor> all{first[0]};
    for (int family = 1; family < encoding::kFamilies; ++family) all.push_back(one()[family]);
    return torch::stack(all).unsqueeze(0);
}

const SongIndex* Styles::songs(const GenerationRequest& request, const Walk& walk, double alpha,
                          std::uint64_t turn) {
    nn::Random random(nn::mix(request.seed, kFollow, turn));
    const bool follows = random.uniform() < alpha;
    const double chance = random.uniform();
    if (!follows || request.styles.empty()) return nullptr;
    const auto* set =
        pick(request, walk, chance, [](const Encoded& each) { return each.index != nullptr; });
    return set ? set->index.get() : nullptr;
}

const Styles::Encoded& Styles::encoded(const StyleSet& set, const Walk& walk) {
    for (const auto& known : m_known)
        if (known.songs.lock() == set.songs) return known;
    if (m_known.size() >= kRemembered) m_known.pop_front();
    m_known.push_back(encode(set, walk));
    return m_known.back();
}

Styles::Encoded Styles::encode(const StyleSet& set, const Walk& walk) const {
    const auto latent = m_model.nets.latent;
    auto bank = Bank::empty(latent);
    std::set<std::string> seen;
    std::vector<torch::Tensor> rows{bank.latents}, counts{bank.cells}, different{bank.latents};
    std::vector<encoding::GridSong> songs;
    for (const auto& song : *set.songs)
        std::ranges::move(corpus::stretchesOf(song), std::back_inserter(songs));
    for (const auto& song : songs) {
        for (int step = 0; step < song.steps; step += encoding::kSteps) {
            const auto cells = cellsAt(song, step, m_model.gaussian());
            rows.push_back(walk.encode(cells));
            counts.push_back((cells > 0).sum(2).to(torch::kFloat32));
            bank.follows.push_back(step + encoding::kSteps < song.steps);
            const auto* bytes = reinterpret_cast<const char*>(cells.data_ptr<float>());
            if (seen.insert(std::string(bytes, cells.nbytes())).second)
                different.push_back(rows.back());
        }
    }
    bank.latents = torch::cat(rows);
    bank.cells = torch::cat(counts);
    Encoded out{set.songs, torch::cat(different), nullptr};
    if (bank.walkable())
        out.index = std::make_unique<SongIndex>(bank, m_model.bank.latents.std(0));
    return out;
}

} // namespace contrafact::models::vae_nn
