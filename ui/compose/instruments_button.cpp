// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/instruments_button.h"

#include "ui/actions/action.h"

namespace contrafact::ui {

namespace {

constexpr auto kFamiliesKey = "compose.families"; // bits in the families' order
constexpr int kMostWidth = 150;                   ///< of its words; the tool tip has all of them
constexpr auto kCurrentKey = "compose.current_track_only";

QString titleOf(std::size_t family) {
    const auto title = encoding::kFamilyInfo[family].title;
    return QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size()));
}

QString wordsFor(const WrittenFor& written) {
    if (written.currentTrackOnly) return InstrumentsButton::tr("Current track");
    if (written.families.all()) return InstrumentsButton::tr("All instruments");
    QStringList titles;
    for (std::size_t i = 0; i < written.families.size(); ++i)
        if (written.families.test(i)) titles << titleOf(i);
    return titles.join(QStringLiteral(", "));
}

} // namespace

InstrumentsButton::InstrumentsButton(QWidget* parent)
    : QToolButton(parent) {
    setPopupMode(QToolButton::InstantPopup);
    setProperty("framed", true);
    auto* menu = new QMenu(this);
    markChoices(*menu, tr("Write for"));
    setMenu(menu);
    set({});
    fillMenu();
}

void InstrumentsButton::fillMenu() {
    auto& choices = *menu();
    const auto add = [&](const QString& text, auto run) {
        auto* action = choices.addAction(text, this, run);
        action->setCheckable(true);
        return action;
    };
    auto* all = add(tr("All instruments"), [this] { set({}); });
    auto* current =
        add(tr("Current track"), [this] { set({.families = {}, .currentTrackOnly = true}); });
    choices.addSeparator();
    QList<QAction*> families;
    for (std::size_t i = 0; i < encoding::kFamilyInfo.size(); ++i)
        families << add(titleOf(i), [this, i] { toggle(i); });
    connect(&choices, &QMenu::aboutToShow, this, [this, all, current, families] {
        all->setChecked(m_written == WrittenFor());
        current->setChecked(m_written.currentTrackOnly);
        for (qsizetype i = 0; i < families.size(); ++i)
            families[i]->setChecked(!m_written.currentTrackOnly &&
                                    m_written.families.test(static_cast<std::size_t>(i)));
    });
}

/// From "all", one instrument means that one alone.
void InstrumentsButton::toggle(std::size_t family) {
    WrittenFor next;
    if (m_written.currentTrackOnly || m_written.families.all())
        next.families.reset().set(family);
    else
        next.families = m_written.families.flip(family);
    if (next.families.none()) next = {};
    set(next);
}

void InstrumentsButton::set(const WrittenFor& written) {
    m_written = written;
    const auto words = wordsFor(written);
    setText(fontMetrics().elidedText(words, Qt::ElideRight, kMostWidth));
    setAccessibleName(tr("Write for: %1").arg(words));
    setToolTip(tr("Composing, filling and accompanying write for these: %1").arg(words));
    Q_EMIT changed();
}

void InstrumentsButton::saveTo(std::map<std::string, std::string>& settings) const {
    settings[kFamiliesKey] = std::to_string(m_written.families.to_ulong());
    settings[kCurrentKey] = std::to_string(m_written.currentTrackOnly);
}

void InstrumentsButton::restoreFrom(const std::map<std::string, std::string>& settings) {
    WrittenFor written;
    const auto families = settings.find(kFamiliesKey);
    if (families != settings.end())
        written.families = QString::fromStdString(families->second).toULong();
    const auto current = settings.find(kCurrentKey);
    written.currentTrackOnly = current != settings.end() && current->second == "1";
    if (written.families.none() && !written.currentTrackOnly) written = {};
    set(written);
}

} // namespace contrafact::ui
