using OciReconciler.UnitTests.Architecture.Planted.Right;

namespace OciReconciler.UnitTests.Architecture.Planted.Left;

/// <summary>Uses the other namespace in a signature.</summary>
public sealed class LeftType
{
    public RightType? Other { get; init; }
}
