namespace OciReconciler.Resilience;

/// <summary>What lies at the bottom of an exception: libraries wrap failures in others that say nothing by themselves.</summary>
internal static class RootCause
{
    /// <summary>The innermost exception.</summary>
    public static Exception Of(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure;
    }
}
