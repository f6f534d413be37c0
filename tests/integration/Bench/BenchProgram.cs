namespace OciReconciler.IntegrationTests;

/// <summary>A build of the program that is measured.</summary>
/// <param name="Column">Where its figures stand in the table.</param>
/// <param name="Name">What git calls its revision.</param>
/// <param name="File">Its file on this machine.</param>
internal sealed record BenchProgram(string Column, string Name, string File)
{
    /// <summary>Column of the program of this tree.</summary>
    public const string This = "this";

    /// <summary>Column of the one that it is compared with.</summary>
    public const string Base = "before";
}
