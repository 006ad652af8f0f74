// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/dock_corner.h"

#include "ui/controls/value_combo.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kWordsGap = 40; ///< from the tabs to what is said right of them

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
    , m_save(new QToolButton) {
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
    m_height = QWidget::sizeHint().height();
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

void DockCorner::fit() {
    const int others = sizeHint().width() - m_words->sizeHint().width();
    const int room = m_tabs.width() - m_tabs.tabBar()->sizeHint().width() - others - kWordsGap;
    const QFontMetrics font(m_words->font());
    const auto separator = QStringLiteral(" · ");
    auto parts = m_allWords.split(separator);
    while (parts.size() > 2 && font.horizontalAdvance(parts.join(separator)) > room)
        parts.removeAt(parts.size() - 2);
    m_words->setText(font.elidedText(parts.join(separator), Qt::ElideMiddle, std::max(0, room)));
}

void DockCorner::showPlotTools(bool shown) {
    m_smoothing->setVisible(shown);
    m_save->setVisible(shown);
    fit();
}

} // namespace contrafact::ui
