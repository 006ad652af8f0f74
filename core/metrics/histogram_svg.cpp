// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/histogram_svg.h"

#include <algorithm>
#include <cstdio>

namespace contrafact::metrics {

namespace {

constexpr double kWidth = 300, kHeight = 140, kAxis = 22; ///< px; the axis' text below the bars
constexpr const char* kReal = "#1b9e8f";
constexpr const char* kGenerated = "#e8803a";

std::string number(double value) {
    std::array<char, 32> text;
    const int length = std::snprintf(text.data(), text.size(), "%.2f", value);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string bars(const Histogram& histogram, double most, const char* colour) {
    const double width = kWidth / static_cast<double>(histogram.shares.size());
    std::string out = std::string("<g fill=\"") + colour + "\" fill-opacity=\"0.55\">";
    for (std::size_t i = 0; i < histogram.shares.size(); ++i) {
        const double height = histogram.shares[i] / most * (kHeight - kAxis);
        if (height <= 0) continue;
        out += "<rect x=\"" + number(static_cast<double>(i) * width) + "\" y=\"" +
               number(kHeight - kAxis - height) + "\" width=\"" + number(width) + "\" height=\"" +
               number(height) + "\"/>";
    }
    return out + "</g>";
}

std::string label(double x, const char* anchor, const std::string& text) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(kHeight - 6) + "\" text-anchor=\"" +
           anchor + "\" font-size=\"11\">" + text + "</text>";
}

} // namespace

std::string histogramSvg(const NoteFeatures& real, const NoteFeatures& other, NoteFeature feature) {
    const NoteFeatures* sets[] = {&real, &other};
    const auto both = histograms(sets, feature);
    if (both[0].shares.empty()) return {};
    const double most =
        std::max(std::ranges::max(both[0].shares), std::ranges::max(both[1].shares));
    const auto& info = kNoteFeatureInfo[static_cast<std::size_t>(feature)];
    const auto name = std::string(info.title) + ", " + std::string(info.unit);
    const auto& edges = both[0].edges;
    return "<svg role=\"img\" aria-label=\"" + name + "\" width=\"" + number(kWidth) +
           "\" height=\"" + number(kHeight) + "\">" + bars(both[0], most, kReal) +
           bars(both[1], most, kGenerated) + label(0, "start", number(edges.front())) +
           label(kWidth / 2, "middle", name) + label(kWidth, "end", number(edges.back())) +
           "</svg>\n";
}

} // namespace contrafact::metrics
