// SPDX-License-Identifier: GPL-3.0-or-later
// What pieces say of each metric, and what that comes to for all of them and for draws of them.
#pragma once

#include "core/metrics/figure.h"
#include "core/metrics/metric.h"

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::metrics {

/// The shares of pieces, in the order of metrics(); those of whole columns stay empty.
class PieceShares {
public:
    /// @param song pieces of one song (0 ..) are drawn together; -1: drawn by itself
    void add(const PieceView& piece, int song);
    std::size_t pieces() const { return m_owners.size(); }

    /// With a percentile interval over songs and pieces drawn again.
    /// @param drawn see resamples(owners(), ..)
    Figure figure(std::size_t metric, std::size_t scope,
                  const std::vector<std::vector<std::size_t>>& drawn) const;
    /// Of what can be drawn: songs, and pieces that are of no song.
    std::size_t owners() const { return m_ownerCount; }

private:
    std::span<const Share> row(std::size_t piece) const;
    std::vector<Share> sums(std::size_t place) const;
    Figure pooledMean(std::size_t place, const std::vector<std::vector<std::size_t>>& drawn) const;
    Figure pooledQuantile(std::size_t place, double share,
                          const std::vector<std::vector<std::size_t>>& drawn) const;

    std::vector<Share> m_shares;       ///< [piece][metric][scope]
    std::vector<std::size_t> m_owners; ///< by piece
    std::vector<std::size_t> m_songs;  ///< by song: its owner
    std::size_t m_ownerCount = 0;
};

} // namespace contrafact::metrics
