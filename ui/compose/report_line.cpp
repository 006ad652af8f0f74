// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/report_line.h"

#include "ui/theme/theme.h"

namespace contrafact::ui {

namespace {

QString linkTo(std::size_t index, const Demand& demand) {
    const auto& t = theme();
    const auto colour = demand.met ? t.textDim : t.warn;
    const auto mark = !demand.asked ? QString() : demand.met ? QString("✓ ") : QString("✗ ");
    const auto words = mark + demand.words;
    if (demand.notes.empty())
        return QStringLiteral("<span style='color:%1'>%2</span>")
            .arg(colour.name(), words.toHtmlEscaped());
    return QStringLiteral("<a href='%1' style='color:%2'>%3</a>")
        .arg(QString::number(index), colour.name(), words.toHtmlEscaped());
}

} // namespace

ReportLine::ReportLine(QWidget* parent)
    : QLabel(parent) {
    setFont(uiFont(11));
    setWordWrap(true);
    setTextFormat(Qt::RichText);
    setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Report"));
    connect(this, &QLabel::linkActivated, this, [this](const QString& index) {
        const auto at = static_cast<std::size_t>(index.toUInt());
        if (at < m_demands.size()) Q_EMIT notesChosen(m_demands[at].notes);
    });
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, &ReportLine::restyle);
    hide();
}

void ReportLine::setDemands(std::vector<Demand> demands) {
    m_demands = std::move(demands);
    restyle();
    setVisible(!m_demands.empty());
}

void ReportLine::restyle() {
    QStringList parts, plain;
    for (std::size_t i = 0; i < m_demands.size(); ++i) {
        parts << linkTo(i, m_demands[i]);
        plain << m_demands[i].words;
    }
    setText(parts.join(QStringLiteral(" · ")));
    setAccessibleDescription(plain.join(QStringLiteral(", ")));
}

} // namespace contrafact::ui
