// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/evaluation_report.h"

#include "core/metrics/column_metrics.h"
#include "core/metrics/histogram_svg.h"
#include "core/metrics/table1.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace contrafact::metrics {

namespace {

constexpr const char* kNothing = "–";
constexpr const char* kTooFew = "too few";
constexpr std::size_t kTitleWidth = 36;
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

std::string htmlCell(const MeasuredColumn& column, std::size_t place, std::size_t scope) {
    const auto& metric = metrics()[place];
    const auto& figure = column.of(place, scope);
    const auto note = noteOn(column, metric);
    auto cell = "<td>" + cellText(column, place, scope);
    if (const auto interval = intervalText(figure, metric); !interval.empty())
        cell += "<small>" + interval + "</small>";
    if (!note.empty() && !std::isnan(figure.value)) cell += "<em>" + note + "</em>";
    return cell + "</td>";
}

std::string htmlTable(const Evaluation& evaluation, std::size_t scope) {
    std::string out = "<h2>" + escaped(scopeTitle(scope)) + "</h2>\n<table><tr><th></th>";
    for (const auto& column : evaluation.columns)
        out +=
            "<th class=" + std::string(kindId(column.kind)) + ">" + escaped(column.name) + "</th>";
    out += "</tr>\n";
    for (std::size_t i = 0; i < metrics().size(); ++i) {
        if (!isShown(evaluation, i, scope)) continue;
        out += "<tr><th>" + escaped(titleOf(metrics()[i])) + "</th>";
        for (const auto& column : evaluation.columns) out += htmlCell(column, i, scope);
        out += "</tr>\n";
    }
    return out + "</table>\n";
}

/// How alike the notes of each column are to those of the first column of real music.
std::string htmlDistributions(const Evaluation& evaluation, const MeasuredColumn& real) {
    std::string out = "<h2>Distributions of notes, pitched tracks, beside " + escaped(real.name) +
                      "</h2>\n<table><tr><th></th>";
    for (const auto& info : kNoteFeatureInfo)
        out += "<th>" + std::string(info.title) + ": overlap, %</th><th>KL, nats</th>";
    out += "</tr>\n";
    for (const auto& column : evaluation.columns) {
        if (&column == &real || column.notes.notes() == 0) continue;
        out += "<tr><th>" + escaped(column.name) + "</th>";
        for (std::size_t i = 0; i < kNoteFeatures; ++i) {
            const std::array sets{&real.notes, &column.notes};
            const auto both = histograms(sets, static_cast<NoteFeature>(i));
            out += "<td>" + decimal(100 * overlappedArea(both[0], both[1]), 1) + "</td><td>" +
                   decimal(divergence(both[0], both[1]), 3) + "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</table>\n";
}

/// Each set of generated music laid over the first column of real music.
std::string htmlHistograms(const Evaluation& evaluation) {
    const auto real =
        std::ranges::find(evaluation.columns, ColumnKind::Real, &MeasuredColumn::kind);
    if (real == evaluation.columns.end() || real->notes.notes() == 0) return {};
    auto out = htmlDistributions(evaluation, *real);
    for (const auto& column : evaluation.columns) {
        if (column.kind != ColumnKind::Generated) continue;
        out += "<h2>Notes of the pitched tracks: " + escaped(real->name) + " (teal), " +
               escaped(column.name) + " (orange)</h2>\n";
        for (const auto feature : {NoteFeature::Pitch, NoteFeature::Step, NoteFeature::Duration})
            out += histogramSvg(real->notes, column.notes, feature);
    }
    return out;
}

std::string htmlFigure(double value, int digits) {
    return "<td>" + (std::isnan(value) ? kNothing : decimal(value, digits)) + "</td>";
}

/// The printed rows of Table 1 of Liu & Huo and those of the columns.
std::string htmlTable1(const Evaluation& evaluation) {
    std::string out =
        "<h2>" + escaped(kTable1Title) + "</h2>\n<p>" + escaped(kTable1Note) + "</p>\n<table><tr>";
    for (const auto heading : kTable1Headings) out += "<th>" + escaped(heading) + "</th>";
    out += "</tr>\n";
    for (const auto& row : table1(evaluation)) {
        out += "<tr><th>" + escaped(row.name) + (row.printed ? ", printed" : "") + "</th>";
        out += htmlFigure(row.emptyBars, 1) + htmlFigure(row.pitchClasses, 2) +
               htmlFigure(row.pitchBands, 2) + htmlFigure(row.qualified, 1);
        out += row.training ? "<td></td>" : htmlFigure(row.distance, 1);
        out += "<td>" + (row.rank > 0 ? std::to_string(row.rank) : std::string()) + "</td></tr>\n";
    }
    return out + "</table>\n";
}

/// What tells each column from real music, and what went wrong with it.
std::string htmlRemarks(const Evaluation& evaluation) {
    std::string out;
    for (const auto& column : evaluation.columns) {
        if (!column.remark.empty())
            out += "<p><b>" + escaped(column.name) + "</b>: " + escaped(column.remark) + "</p>\n";
        if (const auto tells = tellsText(column); !tells.empty())
            out += "<p>What tells <b>" + escaped(column.name) +
                   "</b> from real music: " + escaped(tells) + "</p>\n";
        if (!column.untold.empty())
            out += "<p><b>" + escaped(column.name) + "</b>: " + escaped(column.untold) + "</p>\n";
    }
    return out;
}

/// Whether that cell has a sentence in the place of a figure.
bool isUntold(const MeasuredColumn& column, std::size_t metric, std::size_t scope) {
    return scope == kWhole && metrics()[metric].id == kAucId && !column.untold.empty();
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

std::string figureText(const Figure& figure, const Metric& metric) {
    return std::isnan(figure.value) ? kNothing : decimal(figure.value, metric.digits);
}

std::string cellText(const MeasuredColumn& column, std::size_t metric, std::size_t scope) {
    if (isUntold(column, metric, scope)) return kTooFew;
    return figureText(column.of(metric, scope), metrics()[metric]);
}

std::string intervalText(const Figure& figure, const Metric& metric) {
    if (std::isnan(figure.value) || std::isnan(figure.low)) return {};
    return decimal(figure.low, metric.digits) + "–" + decimal(figure.high, metric.digits);
}

std::string noteOn(const MeasuredColumn& column, const Metric& metric) {
    return metric.ofLengths && column.coarseGrid > 0 ? "QN trivial" : "";
}

std::string titleOf(const Metric& metric) {
    const std::string title(metric.title);
    return metric.unit.empty() ? title : title + ", " + std::string(metric.unit);
}

bool isShown(const Evaluation& evaluation, std::size_t metric, std::size_t scope) {
    return std::ranges::any_of(evaluation.columns, [&](const MeasuredColumn& column) {
        return !std::isnan(column.of(metric, scope).value) || isUntold(column, metric, scope);
    });
}

std::string tellsText(const MeasuredColumn& column) {
    std::string out;
    for (const auto& tell : column.tells)
        out += (out.empty() ? "" : "; ") + tell.feature + (tell.higher ? ", more" : ", less") +
               " (" + decimal(100 * tell.share, 0) + " %)";
    return out;
}

std::string toCsv(const Evaluation& evaluation) {
    std::string out = "column,kind,bars,coarse_grid,measure,family,value,low,high\n";
    for (const auto& column : evaluation.columns)
        for (std::size_t i = 0; i < metrics().size(); ++i)
            for (std::size_t scope = 0; scope < kScopes; ++scope) {
                const auto& figure = column.of(i, scope);
                if (std::isnan(figure.value)) continue;
                out += csvText(column.name) + "," + std::string(kindId(column.kind)) + "," +
                       std::to_string(column.bars) + "," + std::to_string(column.coarseGrid) + "," +
                       std::string(metrics()[i].id) + "," + std::string(scopeId(scope)) + "," +
                       csvNumber(figure.value) + "," + csvNumber(figure.low) + "," +
                       csvNumber(figure.high) + "\n";
            }
    return out;
}

std::string toHtml(const Evaluation& evaluation) {
    std::string out = kHtmlHead;
    const auto length = evaluation.pieceBars == kWholePieces
                            ? std::string("as they are")
                            : "of " + std::to_string(evaluation.pieceBars) + " bars";
    out += "<h1>Evaluation against " + escaped(evaluation.reference) +
           "</h1>\n<p>Small figures: 95 % bootstrap intervals over songs and pieces " + length +
           ", seed " + std::to_string(evaluation.seed) + ". Bars are those of the meter. Bars: ";
    for (const auto& column : evaluation.columns)
        out += escaped(column.name) + " " + std::to_string(column.bars) + "; ";
    out += "QN is trivial on grids of at most 8 steps a beat.</p>\n";
    for (std::size_t scope = 0; scope < kScopes; ++scope) out += htmlTable(evaluation, scope);
    out += htmlRemarks(evaluation);
    out += htmlTable1(evaluation);
    out += htmlHistograms(evaluation);
    return out + "</body></html>\n";
}

std::string toText(const Evaluation& evaluation, std::size_t scope, bool intervals) {
    TextTable table(evaluation);
    table.row(std::string(scopeTitle(scope)), evaluation,
              [](const MeasuredColumn& column) { return column.name; });
    table.row("Bars", evaluation,
              [](const MeasuredColumn& column) { return std::to_string(column.bars); });
    for (std::size_t i = 0; i < metrics().size(); ++i) {
        if (!isShown(evaluation, i, scope)) continue;
        const auto& metric = metrics()[i];
        table.row(titleOf(metric), evaluation, [&](const MeasuredColumn& column) {
            return cellText(column, i, scope) + (noteOn(column, metric).empty() ? "" : "*");
        });
        if (intervals)
            table.row("", evaluation, [&](const MeasuredColumn& column) {
                return intervalText(column.of(i, scope), metric);
            });
    }
    return table.take();
}

} // namespace contrafact::metrics
