// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/piece_shares.h"

#include "core/metrics/bootstrap.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <cmath>

namespace contrafact::metrics {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kUpperShare = 0.95;
constexpr std::size_t kNotYet = static_cast<std::size_t>(-1);

std::size_t placeOf(std::size_t metric, std::size_t scope) {
    return metric * kScopes + scope;
}

std::size_t width() {
    return metrics().size() * kScopes;
}

/// The value that `share` of the values stay below; sorts them in part. NaN without values.
double quantileOf(std::vector<double>& values, double share) {
    if (values.empty()) return kNaN;
    const auto place = std::min(
        static_cast<std::size_t>(share * static_cast<double>(values.size())), values.size() - 1);
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(place));
    return values[place];
}

Figure figureOf(double value, std::vector<double> again) {
    if (std::isnan(value)) return {};
    const auto interval = percentileInterval(std::move(again));
    return {value, interval.low, interval.high};
}

} // namespace

void PieceShares::add(const PieceView& piece, int song) {
    const auto first = m_shares.size();
    m_shares.resize(first + width());
    std::size_t metric = 0;
    std::vector<Share> out;
    for (const auto& group : metricGroups()) {
        for (std::size_t scope = 0; scope < kScopes; ++scope) {
            if (std::ranges::none_of(group.metrics,
                                     [&](const Metric& each) { return each.in(scope); }))
                continue;
            out.assign(group.metrics.size(), {});
            group.measure(piece, scope, out);
            for (std::size_t i = 0; i < out.size(); ++i)
                if (group.metrics[i].in(scope))
                    m_shares[first + placeOf(metric + i, scope)] = out[i];
        }
        metric += group.metrics.size();
    }
    const auto number = static_cast<std::size_t>(song);
    if (song >= 0 && m_songs.size() <= number) m_songs.resize(number + 1, kNotYet);
    const bool known = song >= 0 && m_songs[number] != kNotYet;
    m_owners.push_back(known ? m_songs[number] : m_ownerCount);
    if (song >= 0) m_songs[number] = m_owners.back();
    if (!known) ++m_ownerCount;
}

std::span<const Share> PieceShares::row(std::size_t piece) const {
    return std::span(m_shares).subspan(piece * width(), width());
}

std::vector<Share> PieceShares::sums(std::size_t place) const {
    std::vector<Share> out(m_ownerCount);
    for (std::size_t piece = 0; piece < pieces(); ++piece) {
        const auto& share = row(piece)[place];
        out[m_owners[piece]].sum += share.sum;
        out[m_owners[piece]].weight += share.weight;
    }
    return out;
}

Figure PieceShares::pooledMean(std::size_t place,
                               const std::vector<std::vector<std::size_t>>& drawn) const {
    const auto shares = sums(place);
    Share all;
    for (const auto& share : shares) {
        all.sum += share.sum;
        all.weight += share.weight;
    }
    if (all.weight <= 0) return {};
    std::vector<double> again;
    for (const auto& chosen : drawn) {
        Share some;
        for (const auto each : chosen) {
            some.sum += shares[each].sum;
            some.weight += shares[each].weight;
        }
        again.push_back(some.weight > 0 ? some.sum / some.weight : kNaN);
    }
    return figureOf(all.sum / all.weight, std::move(again));
}

Figure PieceShares::pooledQuantile(std::size_t place, double share,
                                   const std::vector<std::vector<std::size_t>>& drawn) const {
    std::vector<std::vector<double>> values(m_ownerCount);
    std::vector<double> all;
    for (std::size_t piece = 0; piece < pieces(); ++piece) {
        const auto& part = row(piece)[place];
        if (part.weight <= 0) continue;
        values[m_owners[piece]].push_back(part.sum / part.weight);
        all.push_back(part.sum / part.weight);
    }
    std::vector<double> again;
    std::vector<double> some;
    for (const auto& chosen : drawn) {
        some.clear();
        for (const auto each : chosen)
            some.insert(some.end(), values[each].begin(), values[each].end());
        again.push_back(quantileOf(some, share));
    }
    return figureOf(quantileOf(all, share), std::move(again));
}

Figure PieceShares::figure(std::size_t metric, std::size_t scope,
                           const std::vector<std::vector<std::size_t>>& drawn) const {
    const auto& info = metrics()[metric];
    if (!info.in(scope)) return {};
    const auto place = placeOf(metric, scope);
    switch (info.pool) {
    case Pool::Median:
        return pooledQuantile(place, 0.5, drawn);
    case Pool::Upper:
        return pooledQuantile(place, kUpperShare, drawn);
    case Pool::Mean:
        break;
    }
    return pooledMean(place, drawn);
}

} // namespace contrafact::metrics
