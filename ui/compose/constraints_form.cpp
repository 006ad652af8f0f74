// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/constraints_form.h"

#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/scales.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

#include <array>

namespace contrafact::ui {

namespace {

constexpr int kFree = -1;
constexpr int kAsThePiece = -2;

struct NamedScale {
    const char* name;
    std::uint16_t mask;
};
constexpr std::array kScales{
    NamedScale{QT_TRANSLATE_NOOP("Scale", "major"), score::kMajorMask},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "minor"), score::kMinorMask},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "harmonic minor"), 0b100110101101},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "dorian"), 0b011010101101},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "mixolydian"), 0b011010110101},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "pentatonic major"), 0b001010010101},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "pentatonic minor"), 0b010010101001},
    NamedScale{QT_TRANSLATE_NOOP("Scale", "blues"), 0b010011101001},
};

/// Shows and takes note names; a plain MIDI number can be typed too.
class PitchBox : public QSpinBox {
public:
    explicit PitchBox(int pitch) {
        setRange(0, 127);
        setValue(pitch);
        setFont(numberFont());
        setButtonSymbols(NoButtons);
        setAlignment(Qt::AlignCenter);
        setFixedWidth(52);
        setKeyboardTracking(false);
    }

protected:
    QString textFromValue(int value) const override { return pitchName(score::Pitch(value)); }
    int valueFromText(const QString& text) const override { return parse(text).value_or(60); }
    QValidator::State validate(QString& text, int&) const override {
        return parse(text) ? QValidator::Acceptable : QValidator::Intermediate;
    }

private:
    static std::optional<int> parse(const QString& text) {
        bool number = false;
        const int plain = text.trimmed().toInt(&number);
        if (number) return plain >= 0 && plain <= 127 ? std::optional(plain) : std::nullopt;
        static const QRegularExpression form(QStringLiteral("^([A-Ga-g])([#♯b♭]?)(-?\\d)$"));
        const auto match = form.match(text.trimmed());
        if (!match.hasMatch()) return std::nullopt;
        static constexpr std::array steps{9, 11, 0, 2, 4, 5, 7}; // A to G
        const int letter = match.captured(1).toUpper().at(0).unicode() - u'A';
        int pitch = steps[static_cast<std::size_t>(letter)] + 12 * (match.captured(3).toInt() + 1);
        const auto sign = match.captured(2);
        if (sign == QStringLiteral("#") || sign == QStringLiteral("♯"))
            ++pitch;
        else if (!sign.isEmpty())
            --pitch;
        return pitch >= 0 && pitch <= 127 ? std::optional(pitch) : std::nullopt;
    }
};

} // namespace

score::Scale pieceScale(const score::Score& piece) {
    return scaleOf(keyOf(piece));
}

ConstraintsForm::ConstraintsForm(QWidget* parent)
    : QWidget(parent)
    , m_tonic(new ValueCombo(tr("Key")))
    , m_scale(new ValueCombo(tr("Scale")))
    , m_low(new PitchBox(0))
    , m_high(new PitchBox(127))
    , m_keep(new QCheckBox) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_tonic->addItem(tr("Free"), kFree);
    m_tonic->addItem(tr("As the piece"), kAsThePiece);
    for (int i = 0; i < 12; ++i) m_tonic->addItem(pitchClassName(i), i);
    for (const auto& scale : kScales)
        m_scale->addItem(QCoreApplication::translate("Scale", scale.name), int{scale.mask});
    m_low->setAccessibleName(tr("Lowest pitch"));
    m_high->setAccessibleName(tr("Highest pitch"));
    m_keep->setChecked(true);

    auto* key = new QWidget;
    auto* keyLayout = new QHBoxLayout(key);
    keyLayout->setContentsMargins(0, 0, 0, 0);
    keyLayout->setSpacing(4);
    for (auto* box : {m_tonic, m_scale}) keyLayout->addWidget(box);
    auto* range = new QWidget;
    auto* rangeLayout = new QHBoxLayout(range);
    rangeLayout->setContentsMargins(0, 0, 0, 0);
    rangeLayout->setSpacing(4);
    rangeLayout->addWidget(m_low);
    rangeLayout->addWidget(new QLabel(QStringLiteral("–")));
    rangeLayout->addWidget(m_high);
    layout->addWidget(labelledRow(
        tr("Key / scale"), key, tr("Composed notes outside the scale move to the nearest inside")));
    layout->addWidget(
        labelledRow(tr("Range"), range, tr("Composed notes outside move by octaves; drums stay")));
    layout->addWidget(labelledRow(tr("Keep my notes"), m_keep,
                                  tr("Notes in the region that you made or changed stay")));

    const auto follow = [this] { m_scale->setVisible(m_tonic->currentData().toInt() >= 0); };
    follow();
    connect(m_tonic, &QComboBox::currentIndexChanged, this, follow);
    connect(m_tonic, &QComboBox::activated, this, &ConstraintsForm::editingFinished);
    connect(m_scale, &QComboBox::activated, this, &ConstraintsForm::editingFinished);
    connect(m_low, &QSpinBox::valueChanged, this, &ConstraintsForm::editingFinished);
    connect(m_high, &QSpinBox::valueChanged, this, &ConstraintsForm::editingFinished);
    connect(m_keep, &QCheckBox::clicked, this, &ConstraintsForm::editingFinished);
}

Constraints ConstraintsForm::constraints(const score::Score& piece) const {
    Constraints wanted;
    const int tonic = m_tonic->currentData().toInt();
    if (tonic == kAsThePiece && piece.noteCount() > 0) wanted.scale = pieceScale(piece);
    if (tonic >= 0)
        wanted.scale =
            score::Scale{tonic, static_cast<std::uint16_t>(m_scale->currentData().toInt())};
    wanted.low = score::Pitch(m_low->value());
    wanted.high = score::Pitch(m_high->value());
    wanted.keepMine = m_keep->isChecked();
    return wanted;
}

void ConstraintsForm::saveTo(std::map<std::string, std::string>& settings) const {
    settings["compose.tonic"] = std::to_string(m_tonic->currentData().toInt());
    settings["compose.scale"] = std::to_string(m_scale->currentIndex());
    settings["compose.low"] = std::to_string(m_low->value());
    settings["compose.high"] = std::to_string(m_high->value());
    settings["compose.keep"] = std::to_string(m_keep->isChecked());
}

void ConstraintsForm::restoreFrom(const std::map<std::string, std::string>& settings) {
    const QSignalBlocker quiet(this);
    const auto number = [&](const char* key, int otherwise) {
        const auto it = settings.find(key);
        return it == settings.end() ? otherwise : QString::fromStdString(it->second).toInt();
    };
    m_tonic->setCurrentIndex(std::max(0, m_tonic->findData(number("compose.tonic", kFree))));
    m_scale->setCurrentIndex(std::clamp(number("compose.scale", 0), 0, m_scale->count() - 1));
    m_low->setValue(number("compose.low", 0));
    m_high->setValue(number("compose.high", 127));
    m_keep->setChecked(number("compose.keep", 1) != 0);
}

} // namespace contrafact::ui
