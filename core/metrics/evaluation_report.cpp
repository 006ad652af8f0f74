// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/evaluation_report.h"

#include "core/metrics/histogram_svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace contrafact::metrics {

namespace {

constexpr const char* kNothing = "–";
constexpr const char* kKinds[] = {"real", "baseline", "generated"};
constexpr std::size_t kTitleWidth = 26;
constexpr std::size_t kLeastColumnWidth = 12;

std::string decimal(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// Empty for NaN, as spreadsheets have it.
std::string csvNumber(double value) {
    return std::isnan(value) ? std::string() : decimal(value, 6);
}

std::string csvText(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    return out;
}

int digitsOf(Measure measure) {
    return kMeasureInfo[static_cast<std::size_t>(measure)].digits;
}

/// Characters, not bytes: continuation bytes take no room.
std::size_t widthOf(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool left) {
    const auto used = widthOf(text);
    const std::string room(used < width ? width - used : 0, ' ');
    return left ? text + room : room + text;
}

std::string rowTitle(const MeasureInfo& info) {
    const std::string title(info.title);
    return info.unit.empty() ? title : title + ", " + std::string(info.unit);
}

bool isShown(const Evaluation& evaluation, std::size_t measure, std::size_t scope) {
    return std::ranges::any_of(evaluation.columns, [&](const MeasuredColumn& column) {
        return !std::isnan(column.figures[measure][scope].value);
    });
}

/// Rows of cells with a title each, the columns as wide as their widest cell.
class TextTable {
public:
    explicit TextTable(const Evaluation& evaluation) {
        for (const auto& column : evaluation.columns)
            m_widths.push_back(std::max(kLeastColumnWidth, widthOf(column.name)) + 2);
    }
    template<typename CellOf>
    void row(const std::string& title, const Evaluation& evaluation, CellOf&& cellOf) {
        m_text += padded(title, kTitleWidth, true);
        for (std::size_t i = 0; i < m_widths.size(); ++i)
            m_text += padded(cellOf(evaluation.columns[i]), m_widths[i], false);
        m_text += '\n';
    }
    std::string take() { return std::move(m_text); }

private:
    std::vector<std::size_t> m_widths;
    std::string m_text;
};

std::string htmlCell(const MeasuredColumn& column, Measure measure, std::size_t scope) {
    const auto& figure = column.of(measure, scope);
    const auto note = noteOn(column, measure);
    auto cell = "<td>" + figureText(figure, measure);
    if (const auto interval = intervalText(figure, measure); !interval.empty())
        cell += "<small>" + interval + "</small>";
    if (!note.empty() && !std::isnan(figure.value)) cell += "<em>" + note + "</em>";
    return cell + "</td>";
}

std::string htmlTable(const Evaluation& evaluation, std::size_t scope) {
    std::string out = "<h2>" + escaped(scopeTitle(scope)) + "</h2>\n<table><tr><th></th>";
    for (const auto& column : evaluation.columns)
        out += "<th class=" + std::string(kKinds[static_cast<std::size_t>(column.kind)]) + ">" +
               escaped(column.name) + "</th>";
    out += "</tr>\n";
    for (std::size_t i = 0; i < kMeasures; ++i) {
        if (!isShown(evaluation, i, scope)) continue;
        out += "<tr><th>" + escaped(rowTitle(kMeasureInfo[i])) + "</th>";
        for (const auto& column : evaluation.columns)
            out += htmlCell(column, static_cast<Measure>(i), scope);
        out += "</tr>\n";
    }
    return out + "</table>\n";
}

/// Each set of generated music laid over the first column of real music.
std::string htmlHistograms(const Evaluation& evaluation) {
    const auto real =
        std::ranges::find(evaluation.columns, ColumnKind::Real, &MeasuredColumn::kind);
    if (real == evaluation.columns.end()) return {};
    std::string out;
    for (const auto& column : evaluation.columns) {
        if (column.kind != ColumnKind::Generated) continue;
        out += "<h2>Notes of the pitched tracks: " + escaped(real->name) + " (teal), " +
               escaped(column.name) + " (orange)</h2>\n";
        for (const auto feature : {NoteFeature::Pitch, NoteFeature::Step, NoteFeature::Duration})
            out += histogramSvg(real->notes, column.notes, feature);
    }
    return out;
}

constexpr const char* kHtmlHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evaluation</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:2em;color:#1c2128;background:#fff}
table{border-collapse:collapse}td,th{padding:.35em .9em;text-align:right;border-bottom:1px solid #ddd}
tr>th:first-child{text-align:left;font-weight:normal}td{font-variant-numeric:tabular-nums}
small,em{display:block;color:#59636e;font-size:80%}
th.real{color:#0b7a75}th.generated{color:#b35900}
</style></head><body>
)";

} // namespace

std::string figureText(const Figure& figure, Measure measure) {
    return std::isnan(figure.value) ? kNothing : decimal(figure.value, digitsOf(measure));
}

std::string intervalText(const Figure& figure, Measure measure) {
    if (std::isnan(figure.value) || std::isnan(figure.low)) return {};
    return decimal(figure.low, digitsOf(measure)) + "–" + decimal(figure.high, digitsOf(measure));
}

std::string noteOn(const MeasuredColumn& column, Measure measure) {
    const bool ofLength =
        measure == Measure::QualifiedNotes || measure == Measure::QualifiedNotesPooled;
    return ofLength && column.coarseGrid ? "QN trivial" : "";
}

std::string toCsv(const Evaluation& evaluation) {
    std::string out = "column,kind,bars,coarse_grid,measure,family,value,low,high\n";
    for (const auto& column : evaluation.columns)
        for (std::size_t i = 0; i < kMeasures; ++i)
            for (std::size_t scope = 0; scope < kScopes; ++scope) {
                const auto& figure = column.figures[i][scope];
                if (std::isnan(figure.value)) continue;
                out += csvText(column.name) + "," + kKinds[static_cast<std::size_t>(column.kind)] +
                       "," + std::to_string(column.bars) + "," + (column.coarseGrid ? "1" : "0") +
                       "," + std::string(kMeasureInfo[i].id) + "," + std::string(scopeId(scope)) +
                       "," + csvNumber(figure.value) + "," + csvNumber(figure.low) + "," +
                       csvNumber(figure.high) + "\n";
            }
    return out;
}

std::string toHtml(const Evaluation& evaluation) {
    std::string out = kHtmlHead;
    out += "<h1>Evaluation against " + escaped(evaluation.reference) +
           "</h1>\n<p>Small figures: " + "95 % bootstrap intervals over pieces of 8 bars, seed " +
           std::to_string(evaluation.seed) + ". Bars: ";
    for (const auto& column : evaluation.columns)
        out += escaped(column.name) + " " + std::to_string(column.bars) + "; ";
    out += "QN is trivial on grids of at most 8 steps a beat.</p>\n";
    for (std::size_t scope = 0; scope < kScopes; ++scope) out += htmlTable(evaluation, scope);
    out += htmlHistograms(evaluation);
    return out + "</body></html>\n";
}

std::string toText(const Evaluation& evaluation, std::size_t scope, bool intervals) {
    TextTable table(evaluation);
    table.row(std::string(scopeTitle(scope)), evaluation,
              [](const MeasuredColumn& column) { return column.name; });
    table.row("Bars", evaluation,
              [](const MeasuredColumn& column) { return std::to_string(column.bars); });
    for (std::size_t i = 0; i < kMeasures; ++i) {
        if (!isShown(evaluation, i, scope)) continue;
        const auto measure = static_cast<Measure>(i);
        table.row(rowTitle(kMeasureInfo[i]), evaluation, [&](const MeasuredColumn& column) {
            return figureText(column.of(measure, scope), measure) +
                   (noteOn(column, measure).empty() ? "" : "*");
        });
        if (intervals)
            table.row("", evaluation, [&](const MeasuredColumn& column) {
                return intervalText(column.of(measure, scope), measure);
            });
    }
    return table.take();
}

} // namespace contrafact::metrics
