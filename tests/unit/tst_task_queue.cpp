// SPDX-License-Identifier: GPL-3.0-or-later
// One worker with tasks in order, and how it ends: two that hand each other work are stopped one
// after the other, so a queue that has ended must still be there to be posted to.
#include "core/audio/task_queue.h"
#include "tests/support/test.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <semaphore>
#include <vector>

using namespace contrafact::audio;
using namespace std::chrono_literals;

class TestTaskQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tasksAreDoneInTheirOrder() {
        std::vector<int> done;
        std::binary_semaphore over{0};
        TaskQueue queue;
        for (int i = 0; i < 100; ++i) queue.post([&done, i] { done.push_back(i); });
        queue.post([&] { over.release(); });
        over.acquire();
        QCOMPARE(done.size(), std::size_t{100});
        QVERIFY(std::is_sorted(done.begin(), done.end()));
    }

    void theChoreIsDoneBetweenTasks() {
        std::atomic<int> chores{0};
        const TaskQueue queue(1ms, [&] { ++chores; });
        QVERIFY(QTest::qWaitFor([&] { return chores > 3; }, 3000));
    }

    void stoppingFinishesTheTaskAtHandAndDropsTheRest() {
        std::binary_semaphore begun{0};
        std::atomic<bool> finished{false}, rest{false};
        TaskQueue queue;
        queue.post([&] {
            begun.release();
            QTest::qSleep(20);
            finished = true;
        });
        queue.post([&] { rest = true; });
        begun.acquire();
        queue.stop();
        QVERIFY(finished);
        queue.post([&] { rest = true; });
        queue.stop(); // once more does nothing
        QTest::qSleep(20);
        QVERIFY(!rest);
    }

    void aDroppedTaskKeepsNothing() {
        const auto held = std::make_shared<int>(7);
        {
            TaskQueue queue;
            queue.stop();
            queue.post([held] { QFAIL("it was dropped"); });
        }
        QCOMPARE(held.use_count(), 1L);
    }

    void twoThatHandEachOtherWorkEndInAnyOrder() {
        for (int i = 0; i < 20; ++i) {
            std::atomic<int> posted{0};
            TaskQueue first, second;
            std::function<void()> toFirst, toSecond;
            toFirst = [&] { first.post(toSecond), ++posted; };
            toSecond = [&] { second.post(toFirst), ++posted; };
            first.post(toSecond);
            QVERIFY(QTest::qWaitFor([&] { return posted > 10; }, 3000));
            (i % 2 ? first : second).stop();
            (i % 2 ? second : first).stop();
        }
    }
};

CONTRAFACT_TEST(TestTaskQueue)
#include "tst_task_queue.moc"
