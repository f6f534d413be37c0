namespace OciReconciler.UnitTests.Passes;

public sealed class RoundBudgetTests
{
    [Theory]
    [InlineData(1, 13)]
    [InlineData(8, 20)]
    public void TryBegin_Rounds_AreTwelveAndOneForEachMember(int members, int rounds) =>
        Assert.Equal(rounds, RoundsLeft(new RoundBudget(members)));

    [Fact]
    public void Reset_RoundUnderWay_IsTheFirstOfANewBudget()
    {
        var budget = new RoundBudget(1);
        for (var round = 0; round < 10; round++)
            Assert.True(budget.TryBegin());
        budget.Reset();
        Assert.Equal(12, RoundsLeft(budget));
    }

    private static int RoundsLeft(RoundBudget budget)
    {
        var rounds = 0;
        while (budget.TryBegin())
            rounds++;
        return rounds;
    }
}
