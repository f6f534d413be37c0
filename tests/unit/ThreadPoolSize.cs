using System.Runtime.CompilerServices;

namespace OciReconciler.UnitTests;

/// <summary>
/// Some tests block threads of the pool on purpose, and a pool of as many threads as processors grows by two a second: others would wait
/// for that.
/// </summary>
internal static class ThreadPoolSize
{
    private const int Threads = 32;

    [ModuleInitializer]
    internal static void Raise() => ThreadPool.SetMinThreads(Threads, Threads);
}
