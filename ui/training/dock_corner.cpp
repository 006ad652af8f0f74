// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/dock_corner.h"

#include "ui/actions/action.h"
#include "ui/controls/value_combo.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kWordsGap = 40;   ///< from the tabs to what is said right of them
constexpr int kLeastWords = 60; ///< less room says nothing
constexpr int kNarrowerTab = 7; ///< pixels that a tab gives away where it is narrow (style.qss)

struct Smoothing {
    const char* name;
    double share;
};
constexpr Smoothing kSmoothings[]{{QT_TRANSLATE_NOOP("Smoothing", "raw"), 0},
                                  {QT_TRANSLATE_NOOP("Smoothing", "smooth"), 0.9},
                                  {QT_TRANSLATE_NOOP("Smoothing", "smoother"), 0.98}};

} // namespace

DockCorner::DockCorner(QTabWidget& tabs)
    : m_tabs(tabs)
    , m_words(new QLabel)
    , m_smoothing(new ValueCombo(tr("Smoothing of the curves")))
    , m_save(new QToolButton)
    , m_more(new QToolButton) {
    auto* bar = new QHBoxLayout(this);
    bar->setContentsMargins(0, 2, metrics::kPadding, 2);
    bar->setSpacing(metrics::kGap);
    m_words->setFont(uiFont(12));
    m_words->setProperty("role", "dim");
    for (const auto& choice : kSmoothings)
        m_smoothing->addItem(QCoreApplication::translate("Smoothing", choice.name), choice.share);
    m_smoothing->setToolTip(m_smoothing->accessibleName());
    m_save->setText(tr("Save…"));
    m_save->setAutoRaise(true);
    m_save->setToolTip(tr("Write the plots as a picture or the numbers as a table"));
    bar->addWidget(m_words);
    bar->addWidget(m_smoothing);
    bar->addWidget(m_save);
    bar->addWidget(m_more);
    m_height = QWidget::sizeHint().height();
    m_more->setText(QStringLiteral("⋯"));
    m_more->setAutoRaise(true);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setToolTip(tr("Smoothing and saving of the plots"));
    m_more->setAccessibleName(m_more->toolTip());
    makeMenu();
    showTools();
    m_tabs.installEventFilter(this);
    connect(m_smoothing, &QComboBox::currentIndexChanged, this,
            [this] { Q_EMIT smoothingChanged(m_smoothing->currentData().toDouble()); });
    connect(m_save, &QToolButton::clicked, this, &DockCorner::saveClicked);
}

QSize DockCorner::sizeHint() const {
    const auto hint = QWidget::sizeHint();
    return {hint.width(), std::max(hint.height(), m_height)};
}

void DockCorner::setWords(const QString& words, const QString& device) {
    m_allWords = words;
    m_words->setToolTip(words + QLatin1Char('\n') + device);
    fit();
}

void DockCorner::makeMenu() {
    auto* menu = new QMenu(m_more);
    m_more->setMenu(menu);
    markChoices(*menu, tr("Curves"));
    auto* group = new QActionGroup(menu);
    for (int i = 0; i < m_smoothing->count(); ++i) {
        auto* action = menu->addAction(m_smoothing->itemText(i), m_smoothing,
                                       [this, i] { m_smoothing->setCurrentIndex(i); });
        action->setCheckable(true);
        group->addAction(action);
    }
    connect(menu, &QMenu::aboutToShow, this,
            [this, group] { group->actions()[m_smoothing->currentIndex()]->setChecked(true); });
    menu->addSeparator();
    menu->addAction(m_save->text(), this, &DockCorner::saveClicked);
}

/// Of the tabs as they are where there is room.
int DockCorner::wideTabs() const {
    const auto& bar = *m_tabs.tabBar();
    return bar.sizeHint().width() + (m_narrow ? bar.count() * kNarrowerTab : 0);
}

void DockCorner::fit() {
    const int tools = m_tools ? m_smoothing->sizeHint().width() + m_save->sizeHint().width() : 0;
    setNarrow(wideTabs() + tools + kWordsGap > m_tabs.width());
    fitWords();
}

bool DockCorner::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) fit();
    return QWidget::eventFilter(watched, event);
}

void DockCorner::setNarrow(bool narrow) {
    if (narrow == m_narrow) return;
    m_narrow = narrow;
    auto& bar = *m_tabs.tabBar();
    bar.setProperty("narrow", narrow);
    bar.style()->unpolish(&bar); // a style sheet looks at properties only when polishing
    bar.style()->polish(&bar);
    QEvent changed(QEvent::StyleChange); // the tabs measure themselves again
    QCoreApplication::sendEvent(&bar, &changed);
    showTools();
}

void DockCorner::showTools() {
    m_smoothing->setVisible(m_tools && !m_narrow);
    m_save->setVisible(m_tools && !m_narrow);
    m_more->setVisible(m_tools && m_narrow);
}

void DockCorner::fitWords() {
    const int others = sizeHint().width() - m_words->sizeHint().width();
    const int room = m_tabs.width() - m_tabs.tabBar()->sizeHint().width() - others - kWordsGap;
    if (room < kLeastWords) return m_words->clear();
    const QFontMetrics font(m_words->font());
    const auto separator = QStringLiteral(" · ");
    auto parts = m_allWords.split(separator);
    while (parts.size() > 2 && font.horizontalAdvance(parts.join(separator)) > room)
        parts.removeAt(parts.size() - 2);
    m_words->setText(font.elidedText(parts.join(separator), Qt::ElideMiddle, room));
}

void DockCorner::showPlotTools(bool shown) {
    m_tools = shown;
    showTools();
    fit();
}

} // namespace contrafact::ui
