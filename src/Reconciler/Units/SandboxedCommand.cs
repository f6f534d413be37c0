using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>A program that runs with next to no rights.</summary>
/// <param name="Unit">Its unit, which begins with <c>oci-reconciler-</c>.</param>
/// <param name="Description">For people; nothing secret.</param>
/// <param name="Arguments">The whole vector, the program's absolute path first. Everybody can read it.</param>
/// <param name="Limit">How long it may run.</param>
internal sealed record SandboxedCommand(string Unit, string Description, ImmutableArray<string> Arguments, TimeSpan Limit)
{
    /// <summary>How much is kept of what it writes; the rest is read and dropped.</summary>
    public int MaxOutputBytes { get; init; }

    /// <summary>Properties of its unit that give it what it needs besides its pipes.</summary>
    public ImmutableArray<TransientProperty> Rights { get; init; } = [];

    /// <summary>A user that nobody else is, without any right of root's.</summary>
    public static ImmutableArray<TransientProperty> OfNobody { get; } =
    [
        new TransientProperty.Bool("DynamicUser", true),
        new TransientProperty.Large("CapabilityBoundingSet", 0),
    ];
}

/// <summary>How a program ended.</summary>
/// <param name="Result">systemd's word: success, exit-code, timeout, signal, ...; or <see cref="Canceled"/>.</param>
/// <param name="Status">Exit status or signal.</param>
/// <param name="Output">What it wrote to its standard output, as far as it is kept.</param>
/// <param name="Errors">What it wrote to its standard error, as far as it is kept.</param>
internal sealed record ProgramEnd(string Result, int Status, byte[] Output, byte[] Errors)
{
    /// <summary>systemd's word for a good end.</summary>
    public const string Success = "success";

    /// <summary>It was stopped, or never ran.</summary>
    public const string Canceled = "canceled";
}
