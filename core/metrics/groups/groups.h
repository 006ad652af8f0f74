// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of metrics, a file each, and what of their arithmetic is worth a test by itself.
#pragma once

#include "core/metrics/metric.h"
#include "core/metrics/roll_metrics.h"

#include <array>
#include <cstdint>
#include <span>

namespace contrafact::metrics {

MetricGroup harmonyGroup();  ///< clashes, the best key
MetricGroup textureGroup();  ///< how many notes sound, how long without a pause
MetricGroup formGroup();     ///< change, return and growth over a piece
MetricGroup rhythmGroup();   ///< where in the bar notes begin
MetricGroup velocityGroup(); ///< loudness
MetricGroup pitchGroup();    ///< ranges and entropies
MetricGroup rollGroup();     ///< MuseGAN's of one track
MetricGroup tonalGroup();    ///< MuseGAN's tonal distance of two tracks
MetricGroup copyGroup();     ///< what stands in the training songs

/// Counts or durations by pitch class, from C.
using Chroma = std::array<double, 12>;

/// The share of `chroma` within the best of 24 keys; natural and harmonic minor both count as
/// minor. NaN for silence.
double bestKeyShare(const Chroma& chroma);

/// Harte, Sandler and Gasser 2006: the distance of two chroma vectors in the tonal space of fifths,
/// minor and major thirds, 0..2.83; NaN where one is silent.
double tonalDistance(const Chroma& a, const Chroma& b);

/// -sum p log2 p of counts, in bits; NaN without counts.
double entropy(std::span<const double> counts);

/// Onsets a step of a bar at 24 steps a beat against eighths with a tolerance (MuseGAN's first
/// code): the best of six rotations, 0..1; NaN without onsets.
double drumPattern(std::span<const int> onsets, int rotations = 6);
/// Where runs of cells begin: onsets by step of [first, end).
std::vector<int> onsetsOf(const BoolRoll& roll, std::size_t first, std::size_t end);

/// Which steps of a bar have an onset.
using OnsetVector = std::vector<bool>;
/// 1 - Hamming distance / length; the longer of two bars counts.
double grooveLikeness(const OnsetVector& a, const OnsetVector& b);

} // namespace contrafact::metrics
