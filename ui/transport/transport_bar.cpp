// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transport/transport_bar.h"

#include "ui/actions/action.h"
#include "ui/document/document.h"
#include "ui/roll/roll_state.h"
#include "ui/roll/scales.h"
#include "ui/services/player.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/transport/map_commands.h"
#include "ui/transport/sound_pills.h"
#include "ui/transport/tempo_field.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace contrafact::ui {
namespace {

constexpr int kBarHeight = 46;
constexpr int kIconButton = 30;
constexpr int kMeterWidth = 52;
constexpr int kKeyAfterMs = 500;
constexpr int kCompactBelow = 1280;
constexpr int kTinyBelow = 960;
constexpr int kLeast = 640;

QToolButton* framedButton() {
    auto* button = new QToolButton;
    button->setProperty("framed", true);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

QToolButton* iconButton(QAction* action) {
    auto* button = framedButton();
    button->setProperty("tight", true);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize({14, 14});
    button->setFixedSize(kIconButton, metrics::kControlHeight);
    button->setToolTip(withShortcut(action->text(), *action));
    button->setAccessibleName(action->text());
    return button;
}

score::Tick playheadTick(const Player& player) {
    return score::Tick(static_cast<std::int64_t>(player.playhead()));
}

} // namespace

TransportBar::TransportBar(const Studio& studio, RollState& state, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_state(state) {
    setFixedHeight(kBarHeight);
    setMinimumWidth(kLeast); // not what its contents would like: a tool bar hides what does not fit
    makeActions();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kPadding, 0, metrics::kPadding, 0);
    row->setSpacing(metrics::kGap);
    addButtons(*row);
    addDisplays(*row);
    addChoosers(*row);
    row->addStretch(1);
    addPills(*row);

    auto& document = studio.document;
    connect(&studio.player, &Player::statusChanged, this, &TransportBar::showPlaying);
    connect(&studio.player, &Player::playheadMoved, this, &TransportBar::showPosition);
    connect(&document, &Document::replaced, this, [this] {
        m_keyFollowsMusic = true;
        chooseKeyOfMusic();
        showMaps();
    });
    connect(&document, &Document::changed, this, [this](const score::ChangeSet& changes) {
        if (changes.mapsChanged) showMaps();
        if (m_keyFollowsMusic) m_keyTimer.start();
    });
    m_keyTimer.setSingleShot(true);
    m_keyTimer.setInterval(kKeyAfterMs);
    connect(&m_keyTimer, &QTimer::timeout, this, &TransportBar::chooseKeyOfMusic);
    connect(&state, &RollState::scaleChanged, this, &TransportBar::showKey);
    connect(&state, &RollState::snapChanged, this, &TransportBar::showSnap);
    showPlaying();
    showMaps();
    showKey();
    showSnap();
}

void TransportBar::makeActions() {
    auto& player = m_studio.player;
    auto* toStart =
        makeAction(this, "transport.to_start", tr("To start"), {QKeySequence("Home")}, [this] {
            m_studio.player.seek(score::Tick(0));
            m_state.showTick(0);
        });
    toStart->setIcon(icon("to_start"));
    m_play = makeAction(this, "transport.play", tr("Play / pause"), {QKeySequence("Space")},
                        [&player] { player.toggle(); });
    m_play->setIcon(icon("play", IconTint::Ok));
    auto* stop = makeAction(this, "transport.stop", tr("Stop"), {QKeySequence("Ctrl+.")},
                            [&player] { player.stop(); });
    stop->setIcon(icon("stop"));
    m_loop = makeAction(this, "transport.loop", tr("Loop the chosen bars"), {QKeySequence("L")},
                        [this] { m_studio.player.setLooping(m_loop->isChecked()); });
    m_loop->setCheckable(true);
    m_loop->setIcon(icon("loop", IconTint::Accent));
    auto* follow = makeAction(this, "transport.follow", tr("Follow the playhead"),
                              {QKeySequence("Ctrl+F")}, [] {});
    follow->setCheckable(true);
    follow->setChecked(m_state.followsPlayhead());
    connect(follow, &QAction::toggled, &m_state, &RollState::setFollowsPlayhead);
    m_actions = {m_play, stop, toStart, m_loop, follow};
}

void TransportBar::addButtons(QHBoxLayout& row) {
    for (int index : {2, 0, 1, 3}) row.addWidget(iconButton(m_actions[index]));
}

void TransportBar::addDisplays(QHBoxLayout& row) {
    m_position = new QLabel;
    m_position->setProperty("role", "display");
    m_position->setFont(numberFont(15));
    m_position->setAccessibleName(tr("Position: bar, beat, tick"));
    m_position->setToolTip(tr("Bar . beat . tick"));
    m_position->setFixedHeight(metrics::kControlHeight);
    m_position->setMinimumWidth(
        m_position->fontMetrics().horizontalAdvance(QStringLiteral("000.0.000")) + 36);
    row.addWidget(m_position);
    m_tempo = new TempoField;
    connect(m_tempo, &TempoField::edited, this, [this](double bpm) {
        setTempo(m_studio.document, playheadTick(m_studio.player), bpm);
    });
    row.addWidget(m_tempo);
    m_meter = framedButton();
    m_meter->setFont(numberFont(13));
    m_meter->setProperty("tight", true);
    m_meter->setFixedWidth(kMeterWidth);
    m_meter->setToolTip(tr("Meter at the playhead"));
    auto* menu = new QMenu(m_meter);
    markChoices(*menu, tr("Meter"));
    fillMeterMenu(*menu);
    m_meter->setMenu(menu);
    row.addWidget(m_meter);
}

void TransportBar::addChoosers(QHBoxLayout& row) {
    m_key = framedButton();
    m_key->setToolTip(tr("Key: tints its root's rows and folds the roll"));
    auto* keys = new QMenu(m_key);
    markChoices(*keys, tr("Key"));
    fillKeyMenu(*keys);
    m_key->setMenu(keys);
    row.addWidget(m_key);

    m_snap = framedButton();
    m_snap->setToolTip(tr("The grid that drawing and dragging keep to (with Ctrl or Alt: freely)"));
    auto* choices = new QMenu(m_snap);
    markChoices(*choices, tr("Snap"));
    for (const auto& snap : snaps())
        choices->addAction(QLatin1String(snap.label.data()), this,
                           [this, snap] { m_state.setSnap(snap); });
    m_snap->setMenu(choices);
    row.addWidget(m_snap);

    m_fold = makeAction(this, "view.fold", tr("Fold to scale"), {QKeySequence("Ctrl+G")},
                        [this] { m_state.setFolded(m_fold->isChecked()); });
    m_fold->setCheckable(true);
    m_foldButton = framedButton();
    m_foldButton->setDefaultAction(m_fold);
    m_foldButton->setToolTip(
        withShortcut(tr("Hide rows outside the scale that hold no note"), *m_fold));
    row.addWidget(m_foldButton);
}

void TransportBar::addPills(QHBoxLayout& row) {
    m_pills = new SoundPills(m_studio);
    connect(m_pills, &SoundPills::told, &m_state, &RollState::tell);
    row.addWidget(m_pills);
    auto* button = framedButton();
    button->setText(tr("Export ▾"));
    button->setToolTip(tr("Write the piece as MIDI, ABC, sound or a picture"));
    m_exports = new QMenu(button);
    button->setMenu(m_exports);
    row.addWidget(button);
}

void TransportBar::resizeEvent(QResizeEvent*) {
    // On the smallest windows what menus and palette have too makes room for what only is here.
    const bool roomy = width() >= kTinyBelow;
    m_foldButton->setVisible(roomy);
    m_pills->setVisible(roomy);
    const bool compact = width() < kCompactBelow;
    if (compact == m_compact) return;
    m_compact = compact;
    layout()->setSpacing(compact ? metrics::kGap / 2 : metrics::kGap);
    m_pills->setCompact(compact);
    showKey();
    showSnap();
}

void TransportBar::setExports(const QList<QAction*>& exports) {
    m_exports->clear();
    m_exports->addActions(exports);
}

void TransportBar::showPlaying() {
    const bool playing = m_studio.player.playing();
    m_play->setIcon(icon(playing ? "pause" : "play", IconTint::Ok));
    m_loop->setChecked(m_studio.player.looping());
    showPosition(m_studio.player.playhead());
}

void TransportBar::showPosition(double tick) {
    const auto& score = m_studio.document.score();
    const auto at = score::Tick(static_cast<std::int64_t>(tick));
    const auto place = score.meter.toBarBeat(at);
    m_position->setText(QStringLiteral("%1.%2.%3")
                            .arg(place.bar, 3, 10, QLatin1Char('0'))
                            .arg(place.beat)
                            .arg(place.tick.value, 3, 10, QLatin1Char('0')));
    m_tempo->showTempo(score.tempo.bpmAt(at));
}

void TransportBar::showMaps() {
    const auto meter = m_studio.document.score().meter.at(playheadTick(m_studio.player));
    m_meter->setText(QStringLiteral("%1/%2").arg(meter.numerator).arg(meter.denominator));
    m_meter->setAccessibleName(tr("Meter %1").arg(m_meter->text()));
    showPosition(m_studio.player.playhead());
}

void TransportBar::showKey() {
    const auto& scale = m_state.scale();
    const auto name = scale ? keyText() : tr("none");
    m_key->setText(m_compact && scale ? name + tr(" ▾") : tr("Key  %1 ▾").arg(name));
    m_key->setAccessibleName(tr("Key %1").arg(name));
    m_fold->setEnabled(scale.has_value());
}

void TransportBar::showSnap() {
    const QString name = QLatin1String(m_state.snap().label.data());
    m_snap->setText(m_compact ? name + tr(" ▾") : tr("Snap  %1 ▾").arg(name));
    m_snap->setAccessibleName(tr("Snap %1").arg(name));
}

void TransportBar::chooseKeyOfMusic() {
    if (!m_keyFollowsMusic) return;
    const auto& score = m_studio.document.score();
    if (score.noteCount() == 0) return m_state.setScale(std::nullopt);
    m_state.setScale(scaleOf(keyOf(score)));
    showKey(); // another spelling may be the same scale
}

/// As the piece spells it while the key follows the music.
QString TransportBar::keyText() const {
    const auto& score = m_studio.document.score();
    const auto& scale = *m_state.scale();
    const auto key = keyOf(score);
    return m_keyFollowsMusic && scaleOf(key) == scale ? keyName(key) : scaleName(scale);
}

void TransportBar::fillKeyMenu(QMenu& menu) {
    menu.addAction(tr("As the music is"), this, [this] {
        m_keyFollowsMusic = true;
        chooseKeyOfMusic();
    });
    const auto choose = [this](std::optional<score::Scale> scale) {
        m_keyFollowsMusic = false;
        m_state.setScale(scale);
    };
    menu.addAction(tr("None"), this, [choose] { choose(std::nullopt); });
    for (const auto mask : {score::kMajorMask, score::kMinorMask}) {
        auto* sub = menu.addMenu(mask == score::kMajorMask ? tr("Major") : tr("Minor"));
        for (int tonic = 0; tonic < 12; ++tonic) {
            const score::Scale scale{tonic, mask};
            sub->addAction(scaleName(scale), this, [choose, scale] { choose(scale); });
        }
    }
}

void TransportBar::fillMeterMenu(QMenu& menu) {
    constexpr std::pair<int, int> kMeters[] = {{2, 4}, {3, 4}, {4, 4}, {5, 4},
                                               {6, 8}, {7, 8}, {9, 8}, {12, 8}};
    for (const auto& [numerator, denominator] : kMeters)
        menu.addAction(QStringLiteral("%1/%2").arg(numerator).arg(denominator), this,
                       [this, n = numerator, d = denominator] {
                           setMeter(m_studio.document, playheadTick(m_studio.player), n, d);
                       });
}

} // namespace contrafact::ui
