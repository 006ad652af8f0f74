// SPDX-License-Identifier: GPL-3.0-or-later
// What a MIDI device is sent: everything in order, and after a panic nothing that sounds on,
// however much was still waiting.
#include "core/midiio/outbox.h"
#include "tests/support/test.h"

#include <set>
#include <utility>
#include <vector>

using namespace contrafact;
using namespace contrafact::midiio;

namespace {

Message noteOn(std::uint8_t pitch, std::uint8_t channel = 0) {
    return {{static_cast<std::uint8_t>(0x90 | channel), pitch, 100}, 3};
}
Message noteOff(std::uint8_t pitch) {
    return {{0x80, pitch, 64}, 3};
}
const Message kViolin{{0xC0, 40, 0}, 2};

} // namespace

class TestMidiOutbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_outbox = std::make_unique<Outbox>();
        m_sent.clear();
    }

    void messagesComeInTheirOrder() {
        for (const auto& message : {kViolin, noteOn(60), noteOff(60), noteOn(60)})
            QVERIFY(m_outbox->queue(message));
        QVERIFY(sendWaiting());
        QCOMPARE(m_sent.size(), std::size_t{4});
        QCOMPARE(m_sent[0].bytes, kViolin.bytes);
        QCOMPARE(m_sent[2].bytes, noteOff(60).bytes);
        QVERIFY(!sendWaiting());
        QCOMPARE(down().size(), std::size_t{1});
    }

    void aPanicIsAboutNotesThatStillWait() {
        m_outbox->queue(noteOn(60));
        sendWaiting();
        m_outbox->queue(noteOn(64));
        m_outbox->queue(noteOn(36, 9));
        m_outbox->panic();
        QVERIFY(sendWaiting());
        QVERIFY(down().empty()); // also what would have begun behind the answer
        QVERIFY(!sendWaiting());
        QVERIFY(down().empty());
    }

    void whatWasQueuedBesidesNotesIsNotLost() {
        m_outbox->queue(kViolin);
        m_outbox->queue(noteOn(64));
        m_outbox->panic();
        sendWaiting();
        QCOMPARE(m_sent.front().bytes, kViolin.bytes);
        QVERIFY(std::ranges::none_of(m_sent, [](const Message& each) {
            return each.bytes == noteOn(64).bytes;
        })); // not even for a moment
    }

    void notesAfterAPanicSound() {
        m_outbox->panic();
        sendWaiting();
        m_outbox->queue(noteOn(67));
        sendWaiting();
        QCOMPARE(down(), (std::set<std::pair<int, int>>{{0, 67}}));
    }

    void aKeyThatWentUpIsNotLetGoAgain() {
        m_outbox->queue(noteOn(60));
        m_outbox->queue(noteOff(60));
        sendWaiting();
        m_sent.clear();
        m_outbox->panic();
        sendWaiting();
        for (const auto& message : m_sent) QVERIFY((message.bytes[0] & 0xF0) == 0xB0);
        QCOMPARE(m_sent.size(), std::size_t{32}); // sustain and all notes off, on each channel
    }

private:
    bool sendWaiting() {
        return m_outbox->sendWaiting([this](const Message& message) { m_sent.push_back(message); });
    }
    /// The keys that a device would hold now: channel and pitch. All notes off counts for nothing,
    /// since not every device knows it.
    std::set<std::pair<int, int>> down() const {
        std::set<std::pair<int, int>> keys;
        for (const auto& message : m_sent) {
            const std::pair<int, int> key{message.bytes[0] & 0x0F, message.bytes[1]};
            if ((message.bytes[0] & 0xF0) == 0x90) keys.insert(key);
            if ((message.bytes[0] & 0xF0) == 0x80) keys.erase(key);
        }
        return keys;
    }

    std::unique_ptr<Outbox> m_outbox;
    std::vector<Message> m_sent;
};

CONTRAFACT_TEST(TestMidiOutbox)
#include "tst_midi_outbox.moc"
