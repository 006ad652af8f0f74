// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/player.h"

#include "ui/document/document.h"

#include <QtConcurrent>

namespace contrafact::ui {
namespace {

constexpr int kPlayingMs = 16; ///< a playhead as smooth as a screen shows
constexpr int kIdleMs = 250;   ///< devices that come and go, SoundFonts that finish loading

/// What a person would notice; position and levels are not part of it.
bool sameToTheEye(const audio::EngineStatus& a, const audio::EngineStatus& b) {
    return a.playing == b.playing && a.driver == b.driver && a.soundFont == b.soundFont &&
           a.message == b.message && a.underruns == b.underruns;
}

} // namespace

Player::Player(Document& document, QObject* parent)
    : QObject(parent)
    , m_document(document) {
    connect(&document, &Document::changed, this, &Player::scoreChanged);
    connect(&document, &Document::replaced, this, [this] {
        stop();
        seek(score::Tick(0));
        scoreChanged();
    });
    connect(&document, &Document::guestChanged, this, &Player::scoreChanged);
    connect(&document, &Document::regionChanged, this, &Player::pushLoop);
    connect(&m_timer, &QTimer::timeout, this, &Player::poll);
    connect(&m_opening, &QFutureWatcherBase::finished, this, &Player::opened);
}

Player::~Player() {
    if (m_engine) m_engine->stop();
}

void Player::open(audio::EngineOptions options) {
    m_opening.setFuture(QtConcurrent::run(
        [options = std::move(options)] { return EnginePointer(audio::Engine::create(options)); }));
}

void Player::opened() {
    m_engine = m_opening.result();
    pushScore();
    m_engine->seek(m_wanted);
    if (m_port) m_engine->setMidiOut(m_port);
    if (!m_soundFont.isEmpty()) m_engine->setSoundFont(m_soundFont.toStdString());
    if (m_playWhenOpen) play();
    m_timer.start(kIdleMs);
    poll();
    Q_EMIT statusChanged();
}

void Player::play() {
    m_playWhenOpen = true;
    if (!m_engine) return;
    endAlone();
    if (m_scoreDirty) pushScore();
    // At the end there is nothing left to hear: begin again.
    if (!m_looping && m_status.tick >= double(m_document.score().end().value))
        seek(m_document.region() ? m_document.region()->begin : score::Tick(0));
    m_engine->play();
    m_status.playing = true;
    m_timer.start(kPlayingMs);
    Q_EMIT statusChanged();
}

void Player::stop() {
    m_playWhenOpen = false;
    if (!m_engine) return;
    m_engine->stop();
    m_status.playing = false;
    endAlone();
    Q_EMIT statusChanged();
}

void Player::toggle() {
    playing() ? stop() : play();
}

void Player::seek(score::Tick tick) {
    m_wanted = std::max(tick, score::Tick(0));
    m_status.tick = double(m_wanted.value);
    if (m_engine && !m_alone) m_engine->seek(m_wanted);
    Q_EMIT playheadMoved(m_status.tick);
}

void Player::setLooping(bool on) {
    if (on == m_looping) return;
    m_looping = on;
    pushLoop();
    Q_EMIT statusChanged();
}

void Player::audition(int track, score::Pitch pitch, int velocity) {
    if (!m_engine || track < 0 || track >= m_document.score().trackCount()) return;
    const auto& info = m_document.score().track(track).info;
    m_engine->audition(info.channel, info.program, pitch, velocity);
}

void Player::playAlone(const score::Score& score) {
    if (!m_engine) return;
    m_engine->stop();
    m_alone = true;
    m_engine->setLoop(std::nullopt);
    m_engine->setScore(score);
    m_engine->seek(score::Tick(0));
    m_engine->play();
    m_status.playing = true;
    m_timer.start(kPlayingMs);
    Q_EMIT statusChanged();
}

void Player::endAlone() {
    if (!m_alone) return;
    m_alone = false;
    m_engine->stop();
    pushScore();
    m_engine->seek(m_wanted);
    m_status.tick = double(m_wanted.value);
    Q_EMIT playheadMoved(m_status.tick);
}

void Player::setSoundFont(const QString& path) {
    m_soundFont = path;
    if (m_engine) m_engine->setSoundFont(path.toStdString());
}

void Player::setMidiOut(std::shared_ptr<midiio::OutPort> port) {
    if (m_engine) m_engine->setMidiOut(port);
    m_port = std::move(port);
    Q_EMIT statusChanged();
}

QString Player::midiOutName() const {
    return m_port ? QString::fromStdString(m_port->name()) : QString();
}

void Player::scoreChanged() {
    m_scoreDirty = true;
    // A drag changes the score at every mouse move; the poll hands over the newest one.
    if (m_engine && !m_status.playing) pushLoop();
}

void Player::pushScore() {
    if (!m_engine || m_alone) return;
    const auto& guest = m_document.guest();
    m_engine->setScore(guest && guest->beside ? guest->score : m_document.score());
    m_scoreDirty = false;
    pushLoop();
}

void Player::pushLoop() {
    if (!m_engine || m_alone) return;
    if (!m_looping) return m_engine->setLoop(std::nullopt);
    const score::TickRange whole{score::Tick(0), m_document.score().end()};
    const auto range = m_document.region().value_or(whole);
    m_engine->setLoop(range.empty() ? std::nullopt : std::optional(audio::LoopRange{range}));
}

/// A port that has vanished is let go, so that what is played goes on through the others.
void Player::watchPort() {
    if (!m_port || m_port->problem().empty()) return;
    const auto message = tr("%1 no longer takes notes (%2); playing goes on without it.")
                             .arg(midiOutName(), QString::fromStdString(m_port->problem()));
    setMidiOut(nullptr);
    Q_EMIT problem(message);
}

void Player::poll() {
    watchPort();
    const auto before = m_status;
    m_status = m_engine->status();
    if (m_alone) {
        // The playhead goes along with what the roll shows; the document's own stands still.
        if (!m_document.guest()) m_status.tick = double(m_wanted.value);
        if (!m_status.playing) endAlone();
    } else {
        if (m_scoreDirty) pushScore();
        m_wanted = score::Tick(static_cast<std::int64_t>(m_status.tick));
    }
    m_timer.setInterval(m_status.playing ? kPlayingMs : kIdleMs);
    if (m_status.tick != before.tick) Q_EMIT playheadMoved(m_status.tick);
    if (!sameToTheEye(before, m_status)) Q_EMIT statusChanged();
}

} // namespace contrafact::ui

// Beside the class rather than with all other moc output: programs that do not play need no engine.
#include "moc_player.cpp"
