// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/section.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kLeastLabel = 112; ///< a longer name is cut before its value is

/// Cuts a name with dots where there is no room for it.
class RowLabel : public QLabel {
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled,
                                 QPalette::WindowText));
        p.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                   fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

SectionHeading::SectionHeading(const QString& text, QWidget* parent)
    : QLabel(text, parent) {
    restyle();
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, &SectionHeading::restyle);
}

void SectionHeading::restyle() {
    setFont(captionFont());
    auto colours = palette();
    colours.setColor(QPalette::WindowText, theme().textDim);
    setPalette(colours);
}

Section::Section(const QString& heading, QWidget* parent)
    : QWidget(parent)
    , m_heading(new SectionHeading(heading))
    , m_content(new QVBoxLayout) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(metrics::kPadding + 2, metrics::kGap, metrics::kPadding + 2,
                              metrics::kPadding);
    inner->setSpacing(6);
    inner->addWidget(m_heading);
    m_content->setSpacing(6);
    inner->addLayout(m_content);
    outer->addLayout(inner);
    outer->addWidget(hairline());
    m_heading->setVisible(!heading.isEmpty());
}

void Section::setHeading(const QString& heading) {
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
}

QWidget* labelledRow(const QString& label, QWidget* control, const QString& help) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    auto* name = new RowLabel(label);
    name->setProperty("role", "dim");
    name->setFont(uiFont(12));
    name->setBuddy(control);
    name->setMinimumWidth(std::min(kLeastLabel, name->fontMetrics().horizontalAdvance(label) + 2));
    name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(name, 1);
    layout->addWidget(control, 0, Qt::AlignRight);
    row->setToolTip(help.isEmpty() ? label : label + QLatin1Char('\n') + help);
    if (control->accessibleName().isEmpty()) control->setAccessibleName(label);
    if (!help.isEmpty()) control->setAccessibleDescription(help);
    return row;
}

QWidget* hairline() {
    auto* line = new QFrame;
    line->setProperty("role", "hairline");
    line->setFixedHeight(1);
    return line;
}

QLabel* pill(const QString& text, const QString& state) {
    auto* label = new QLabel;
    label->setProperty("role", "pill");
    label->setFont(uiFont(11));
    setPill(label, text, state);
    return label;
}

void setPill(QLabel* label, const QString& text, const QString& state) {
    label->setText(text);
    label->setVisible(!text.isEmpty());
    if (label->property("state").toString() == state) return;
    label->setProperty("state", state);
    label->style()->unpolish(label); // a style sheet looks at properties only when polishing
    label->style()->polish(label);
}

QPushButton* primaryButton(const QString& text) {
    auto* button = new QPushButton(text);
    button->setProperty("primary", true);
    return button;
}

ProgressLine::ProgressLine(QWidget* parent)
    : QWidget(parent) {
    setFixedHeight(3);
    setAccessibleName(tr("Progress"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this,
            qOverload<>(&ProgressLine::update));
}

void ProgressLine::setFraction(double fraction) {
    m_fraction = std::min(fraction, 1.0);
    setAccessibleDescription(m_fraction < 0 ? QString() : tr("%1 %").arg(int(m_fraction * 100)));
    update();
}

void ProgressLine::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), theme().control);
    if (m_fraction > 0) p.fillRect(QRectF(0, 0, width() * m_fraction, height()), theme().accent);
}

EmptyState::EmptyState(const QString& sentence, const QString& action, QWidget* parent)
    : QWidget(parent)
    , m_sentence(new QLabel)
    , m_button(new QPushButton) {
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(metrics::kPadding);
    layout->addStretch(1);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setProperty("role", "dim");
    layout->addWidget(m_sentence);
    layout->addWidget(m_button, 0, Qt::AlignCenter);
    layout->addStretch(2);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
    setText(sentence, action);
}

void EmptyState::setText(const QString& sentence, const QString& action) {
    m_sentence->setText(sentence);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
}

} // namespace contrafact::ui
