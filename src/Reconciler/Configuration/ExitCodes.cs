namespace OciReconciler.Configuration;

/// <summary>Exit codes: scripts rely on them.</summary>
internal static class ExitCodes
{
    public const int Fine = 0;

    /// <summary>The thing asked about is wrong: an invalid manifest, not in sync, a failed unit.</summary>
    public const int Wrong = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>plan found something to do.</summary>
    public const int SomethingToDo = 3;

    /// <summary>The environment: no bus, a second controller.</summary>
    public const int Environment = 4;

    /// <summary>A signal ended it before it was done: 128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
