namespace OciReconciler.Model.Workloads;

/// <summary>Names of containers as the engines look them up: where they take a name they take the beginning of an id too. Pure.</summary>
public static class ContainerNames
{
    private const int IdDigits = 64;

    /// <summary>
    /// Whether an engine that knows no container of this name may take it for one whose id begins like this. docker compares ids as they
    /// are. podman 5 looks them up in a database without regard to case, and there a <c>_</c> stands for any digit.
    /// </summary>
    public static bool MayBeId(Backend backend, string name) =>
        name.Length <= IdDigits && name.All(character => backend == Backend.Docker
            ? char.IsAsciiHexDigitLower(character)
            : char.IsAsciiHexDigit(character) || character == '_');
}
