// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "ui/plots/plot_grid.h"

#include <QBuffer>
#include <QImage>
#include <QPixmap>

#include <algorithm>
#include <map>
#include <span>
#include <sstream>

namespace contrafact::ui {

namespace {

/// One line per step, one column per curve; an empty cell where a curve has no value.
std::string table(const std::vector<models::Curve>& curves) {
    std::map<double, std::vector<std::pair<std::size_t, double>>> rows;
    for (std::size_t c = 0; c < curves.size(); ++c)
        for (std::size_t i = 0; i < curves[c].step.size(); ++i)
            rows[curves[c].step[i]].emplace_back(c, curves[c].value[i]);
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out.precision(9);
    out << "step";
    for (const auto& curve : curves) out << ',' << curve.key;
    for (const auto& [step, values] : rows) {
        out << '\n' << step;
        std::size_t column = 0;
        for (const auto& [curve, value] : values) {
            for (; column <= curve; ++column) out << ',';
            out << value;
        }
        for (; column < curves.size(); ++column) out << ',';
    }
    out << '\n';
    return out.str();
}

QByteArray picture(const std::vector<PlotRun>& runs, QSize size) {
    PlotGrid grid;
    grid.setAttribute(Qt::WA_DontShowOnScreen);
    grid.resize(size);
    grid.setRuns(runs);
    for (std::size_t i = 0; i < runs.size(); ++i)
        grid.refresh(curveData(*runs[i].system, runs[i].curves), i);
    grid.show();
    grid.replotNow();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    grid.grab().toImage().save(&buffer, "PNG");
    return bytes;
}

} // namespace

std::vector<CurveData> curveData(const models::SystemDescriptor& system,
                                 const std::vector<models::Curve>& curves) {
    std::vector<CurveData> data(system.curves.size());
    for (std::size_t i = 0; i < data.size(); ++i) {
        const auto it = std::find_if(curves.begin(), curves.end(), [&](const models::Curve& curve) {
            return curve.key == system.curves[i].key;
        });
        if (it == curves.end()) continue;
        for (std::size_t k = 0; k < it->step.size(); ++k) data[i].append(it->step[k], it->value[k]);
    }
    return data;
}

Result<void> savePlot(const models::SystemDescriptor& system,
                      const std::vector<models::Curve>& curves, const std::filesystem::path& path,
                      QSize size) {
    return savePlots({{&system, {}, curves}}, path, size);
}

Result<void> savePlots(const std::vector<PlotRun>& runs, const std::filesystem::path& path,
                       QSize size) {
    std::vector<models::Curve> columns;
    for (const auto& run : runs)
        for (const auto& curve : run.curves) {
            columns.push_back(curve);
            if (runs.size() > 1) columns.back().key = run.name.toStdString() + ":" + curve.key;
        }
    if (columns.empty())
        return Error{"There are no curves to write to " + path.string() + ": train first."};
    if (path.extension() == ".csv") return base::writeFileAtomically(path, table(columns));
    if (path.extension() != ".png")
        return Error{path.string() + ": plots are written as .png or .csv; choose one of these."};
    const auto bytes = picture(runs, size);
    return base::writeFileAtomically(
        path, std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
}

} // namespace contrafact::ui
