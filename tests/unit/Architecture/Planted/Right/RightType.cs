using OciReconciler.UnitTests.Architecture.Planted.Left;

namespace OciReconciler.UnitTests.Architecture.Planted.Right;

/// <summary>Uses the other namespace in a closure of a method alone, and takes more than a type may.</summary>
public sealed record RightType(int A, int B, int C, int D, int E, int F, int G, int H)
{
    public static Func<int, object> Create() => depth => new List<LeftType>(depth);

    public interface IStray;
}
